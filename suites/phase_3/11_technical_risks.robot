*** Settings ***
Documentation    Phase 3, section 11: technical risks. Test data stays separate and is removed; services fail, and so do
...              the links between platforms. Required in production and the cloud; elsewhere a rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
All Test Data Carries The Prefix Of Its Environment
    [Tags]    P3-11.1
    test data created and removed    test data without the prefix    ==    0 hits

The Guard Refuses To Create Or Remove Other People's Data
    [Tags]    P3-11.1
    test data created and removed    actions on others' data refused by the guard    ==    100 %

Other Users' Documents Stay Unchanged
    [Tags]    P3-11.1
    test data created and removed    other users' documents changed    ==    0 documents

Removed Test Data Leaves No Row
    [Tags]    P3-11.1
    test data created and removed    rows left by test data    ==    0 rows

Removed Test Data Leaves No Object
    [Tags]    P3-11.1
    test data created and removed    objects left by test data    ==    0 hits

Every Affected Document Recovers From A Parser Outage
    [Tags]    P3-11.2    destructive
    the parser away    documents recovered    ==    100 %

Every Affected Document Recovers From Parser Errors
    [Tags]    P3-11.2    destructive
    errors from the parser    documents recovered    ==    100 %

Every Affected Document Recovers From A Model Outage
    [Tags]    P3-11.2    destructive
    the model away    documents recovered    ==    100 %

Every Affected Document Recovers From Model Throttling
    [Tags]    P3-11.2    destructive
    rate limiting by the model    documents recovered    ==    100 %

Every Affected Document Recovers From A Storage Outage
    [Tags]    P3-11.2    destructive
    the storage away    documents recovered    ==    100 %

Lost And Stray Webhooks Cost No Document
    [Tags]    P3-11.3    destructive
    stray webhooks    documents embedded    ==    100 %

New Documents Complete While No Webhook Can Reach The API
    [Tags]    P3-11.3    destructive
    webhooks unable to reach the API    documents completed during the fault    >=    1 documents

New Documents Complete Over A Slow, Narrow Link To The Parser
    [Tags]    P3-11.3    destructive
    the parser behind a slow link    documents completed during the fault    >=    1 documents

Every Affected Document Recovers From Reset Model Connections
    [Tags]    P3-11.3    destructive
    connections to the model reset    documents recovered    ==    100 %
