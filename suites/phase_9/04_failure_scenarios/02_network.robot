*** Settings ***
Documentation    Phase 9, section 4: the network between two services refuses, falls silent, slows down, breaks, or
...              works one way only.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P9-4.7


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Readiness Reports Within 5 Seconds That A Silent Database Is Unavailable
    [Tags]    P2-14.4    P3-6.1
    the database silent    time until readiness reports the outage    <=    5 s

Every Document Recovers After The Database Falls Silent
    [Tags]    P2-14.4    P3-6.1    P9-18.2    P9-19.3
    the database silent    documents recovered    ==    100 %

The History Stays Flawless When The Database Falls Silent
    [Tags]    P2-14.4    P3-6.1
    the database silent    history violations    ==    0 violations

No Answer Takes Longer Than Required While The Database Is Silent
    [Tags]    P2-14.4    P3-6.1
    the database silent    longest response time    <=    required

Every Document Recovers After Workers Are Cut Off From The Database
    [Tags]    P2-14.4    P3-6.1    P9-18.2    P9-19.3
    the workers cut off from the database    documents recovered    ==    100 %

The History Stays Flawless When Workers Are Cut Off From The Database
    [Tags]    P2-14.4    P3-6.1
    the workers cut off from the database    history violations    ==    0 violations

A Job Of A Cut-Off Worker Is Taken Over
    [Tags]    P9-18.2
    the workers cut off from the database    jobs taken over    >=    1 jobs

Search, Status And Uploads Keep Working While Workers Are Cut Off
    [Tags]    P4-7.7    P4-5.1
    the workers cut off from the database    unaffected requests that succeeded    ==    100 %

Documents Still Complete While The API Cannot Reach The Model
    [Tags]    P2-14.4    P3-6.1
    the API cut off from the model    documents completed during the fault    >=    3 documents

The History Stays Flawless When The API Cannot Reach The Model
    [Tags]    P2-14.4    P3-6.1
    the API cut off from the model    history violations    ==    0 violations

Uploads And Status Keep Working While The API Cannot Reach The Model
    [Tags]    P4-7.7    P4-5.1
    the API cut off from the model    unaffected requests that succeeded    ==    100 %

Users See No Error But 503 While The API Cannot Reach The Model
    [Tags]    P2-14.4    P3-6.1
    the API cut off from the model    errors other than 503    ==    0 requests

Every Document Recovers After Uploads Are Cut Off
    [Tags]    P2-14.4    P3-6.1    P9-18.2    P9-19.3
    uploads cut off midway    documents recovered    ==    100 %

The History Stays Flawless When Uploads Are Cut Off
    [Tags]    P2-14.4    P3-6.1
    uploads cut off midway    history violations    ==    0 violations

Every Document Recovers After Model Answers Are Reset
    [Tags]    P2-14.4    P3-6.1    P9-18.2    P9-19.3
    connections to the model reset    documents recovered    ==    100 %

The History Stays Flawless When Model Answers Are Reset
    [Tags]    P2-14.4    P3-6.1
    connections to the model reset    history violations    ==    0 violations

Documents Still Complete Over A Slow, Narrow Link To The Parser
    [Tags]    P2-14.4    P3-6.1
    the parser behind a slow link    documents completed during the fault    >=    3 documents

Every Document Recovers From A Slow, Narrow Link To The Parser
    [Tags]    P2-14.4    P3-6.1    P9-18.2    P9-19.3
    the parser behind a slow link    documents recovered    ==    100 %

The History Stays Flawless Over A Slow, Narrow Link To The Parser
    [Tags]    P2-14.4    P3-6.1
    the parser behind a slow link    history violations    ==    0 violations

Search, Status And Uploads Keep Working Over A Slow, Narrow Parser Link
    [Tags]    P4-7.7    P4-5.1
    the parser behind a slow link    unaffected requests that succeeded    ==    100 %

Documents Still Complete While Webhooks Cannot Reach The API
    [Tags]    P2-14.4    P3-6.1    P9-18.2    P7-16.4
    webhooks unable to reach the API    documents completed during the fault    >=    3 documents

Every Document Recovers After Webhooks Cannot Reach The API
    [Tags]    P2-14.4    P3-6.1    P9-18.2    P9-19.3
    webhooks unable to reach the API    documents recovered    ==    100 %

The History Stays Flawless When Webhooks Cannot Reach The API
    [Tags]    P2-14.4    P3-6.1
    webhooks unable to reach the API    history violations    ==    0 violations
