*** Settings ***
Documentation    Phase 9, section 4: what is between two services is refused, silent, slow, narrow, cut or open one
...              way only.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P9-4.7


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Users Are Told The Truth While The Database Is Silent
    [Tags]    P2-14.4    P3-6.1
    the database silent    time until readiness told the truth    <=    5 s

Every Document Recovers From A Silent Database
    [Tags]    P2-14.4    P3-6.1    P9-18.2
    the database silent    documents recovered    ==    100 %

Silence Between Database And Services Leaves No Flaw
    [Tags]    P2-14.4    P3-6.1
    the database silent    history violations    ==    0 violations

Nobody Waits Long For A Silent Database
    [Tags]    P2-14.4    P3-6.1
    the database silent    longest answer    <=    required

Every Document Recovers When The Workers Were Cut Off From The Database
    [Tags]    P2-14.4    P3-6.1    P9-18.2
    the workers cut off from the database    documents recovered    ==    100 %

Workers That Come Back After Their Leases Leave No Flaw
    [Tags]    P2-14.4    P3-6.1
    the workers cut off from the database    history violations    ==    0 violations

Jobs Of Workers That Were Cut Off Are Taken Over
    [Tags]    P9-18.2
    the workers cut off from the database    jobs taken over    >=    1 jobs

Users Do Not Notice That The Workers Are Cut Off
    [Tags]    P4-7.7
    the workers cut off from the database    unaffected work that went on    ==    100 %

Documents Are Done While The API Cannot Reach The Model
    [Tags]    P2-14.4    P3-6.1
    the API cut off from the model    documents done meanwhile    >=    1 documents

Other Work Goes On While The API Cannot Reach The Model
    [Tags]    P4-7.7
    the API cut off from the model    unaffected work that went on    ==    100 %

Questions Are Put Off While The API Cannot Reach The Model
    [Tags]    P2-14.4    P3-6.1
    the API cut off from the model    errors other than 503    ==    0 requests

Uploads That Are Cut Off Arrive Once In The End
    [Tags]    P2-14.4    P3-6.1    P9-18.2
    uploads cut off in the middle    documents recovered    ==    100 %

Uploads That Are Cut Off Leave No Flaw
    [Tags]    P2-14.4    P3-6.1
    uploads cut off in the middle    history violations    ==    0 violations

Answers Of The Model That Are Reset Are Asked For Again
    [Tags]    P2-14.4    P3-6.1    P9-18.2
    the model's answers reset    documents recovered    ==    100 %

Answers That Are Reset Leave No Flaw
    [Tags]    P2-14.4    P3-6.1
    the model's answers reset    history violations    ==    0 violations

A Slow And Narrow Link To The Parser Loses Nothing
    [Tags]    P2-14.4    P3-6.1
    the parser behind a slow and narrow link    documents done meanwhile    >=    1 documents

Other Work Goes On Behind A Slow And Narrow Link
    [Tags]    P4-7.7
    the parser behind a slow and narrow link    unaffected work that went on    ==    100 %

Webhooks That Cannot Reach The API Are Made Up For
    [Tags]    P2-14.4    P3-6.1    P9-18.2    P7-16.4
    no way back to the API    documents done meanwhile    >=    1 documents

A Link That Is Silent One Way Leaves No Flaw
    [Tags]    P2-14.4    P3-6.1
    no way back to the API    history violations    ==    0 violations
