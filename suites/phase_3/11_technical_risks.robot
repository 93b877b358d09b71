*** Settings ***
Documentation    Phase 3, section 11: technical risks. Test data is kept apart and goes again; services fail, and links
...              between platforms. Asked of production and of the cloud; elsewhere a rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Test Data Carries The Prefix
    [Tags]    P3-11.1
    test data that comes and goes    test data without the prefix    ==    0 hits

Data Of Others Is Not To Be Touched
    [Tags]    P3-11.1
    test data that comes and goes    deeds on data of others that were refused    ==    100 %

Data Of Others Stays As It Is
    [Tags]    P3-11.1
    test data that comes and goes    documents of others that changed    ==    0 documents

No Row Is Left Of Test Data
    [Tags]    P3-11.1
    test data that comes and goes    rows left of test data    ==    0 rows

No Object Is Left Of Test Data
    [Tags]    P3-11.1
    test data that comes and goes    objects left of test data    ==    0 hits

An Outage Of The Parser Is Recovered From
    [Tags]    P3-11.2    destructive
    the parser away    documents recovered    ==    100 %

Errors Of The Parser Are Recovered From
    [Tags]    P3-11.2    destructive
    the parser fails    documents recovered    ==    100 %

An Outage Of The Model Is Recovered From
    [Tags]    P3-11.2    destructive
    the model away    documents recovered    ==    100 %

A Model With Too Much To Do Is Recovered From
    [Tags]    P3-11.2    destructive
    the model has too much to do    documents recovered    ==    100 %

An Outage Of The Storage Is Recovered From
    [Tags]    P3-11.2    destructive
    the storage away    documents recovered    ==    100 %

Webhooks That Are Lost Are Made Up For By Asking
    [Tags]    P3-11.3    destructive
    stray webhooks    documents embedded    ==    100 %

A Way Back That Is Closed Is Made Up For By Asking
    [Tags]    P3-11.3    destructive
    no way back to the API    documents done meanwhile    >=    1 documents

A Slow And Narrow Link Is Put Up With
    [Tags]    P3-11.3    destructive
    the parser behind a slow and narrow link    documents done meanwhile    >=    1 documents

Answers That Are Reset On Their Way Are Asked For Again
    [Tags]    P3-11.3    destructive
    the model's answers reset    documents recovered    ==    100 %
