*** Settings ***
Documentation    Phase 9, section 4: what the pipeline runs on is short. A disk is full, workers have no memory or
...              hardly a processor, the database takes nobody in, the API can open nothing more.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P9-19.3


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Document Recovers When The Storage Has Room Again
    [Tags]    P2-14.7    P9-8.2    P4-5.1    P9-18.2
    the storage's disk full    documents recovered    ==    100 %

The History Has No Flaw After The Storage Was Full
    [Tags]    P2-14.7    P4-5.1
    the storage's disk full    history violations    ==    0 violations

Nothing Is Lost When The Storage Is Full
    [Tags]    P2-14.7
    the storage's disk full    lost documents    ==    0 documents

Search And Status Go On While The Storage Is Full
    [Tags]    P4-7.7
    the storage's disk full    unaffected work that went on    ==    100 %

Nobody Sees An Internal Error While The Storage Is Full
    [Tags]    P2-14.7    P4-5.1
    the storage's disk full    errors other than 503    ==    0 requests

Readiness Says Soon That The Storage Is Full
    [Tags]    P2-14.7
    the storage's disk full    time until readiness told the truth    <=    5 s

Recovery From A Full Storage Is Quick Enough
    [Tags]    P2-14.7
    the storage's disk full    recovery time    <=    required

Every Document Recovers When The Database Has Room Again
    [Tags]    P9-8.2    P4-5.1    P9-18.2
    the database's disk full    documents recovered    ==    100 %

The History Has No Flaw After The Database Was Full
    [Tags]    P4-5.1
    the database's disk full    history violations    ==    0 violations

Nothing Is Lost When The Database Is Full
    [Tags]    P4-5.1
    the database's disk full    lost documents    ==    0 documents

Nobody Sees An Internal Error While The Database Is Full
    [Tags]    P4-5.1
    the database's disk full    errors other than 503    ==    0 requests

Users Of A Full Database Are Told When To Come Again
    [Tags]    P4-5.1
    the database's disk full    refusals that say when to come again    ==    100 %

Readiness Says Soon That The Database Is Full
    the database's disk full    time until readiness told the truth    <=    5 s

Recovery From A Full Database Is Quick Enough
    the database's disk full    recovery time    <=    required

Every Document Recovers When Connections Are Free Again
    [Tags]    P9-8.2    P4-5.1    P9-18.2    P9-4.3    P4-2.4
    no free database connection    documents recovered    ==    100 %

The History Has No Flaw After All Connections Were Taken
    [Tags]    P9-4.3    P4-2.4
    no free database connection    history violations    ==    0 violations

Nobody Sees An Internal Error Without A Free Connection
    [Tags]    P4-5.1    P9-4.3    P4-2.4
    no free database connection    errors other than 503    ==    0 requests

Users Are Told When To Come Again Without A Free Connection
    [Tags]    P4-5.1    P9-4.3    P4-2.4
    no free database connection    refusals that say when to come again    ==    100 %

Readiness Says Soon That There Is No Connection
    [Tags]    P9-4.3    P4-2.4
    no free database connection    time until readiness told the truth    <=    5 s

Nobody Has To Be Started Again After All Connections Were Taken
    [Tags]    P9-8.2    P4-5.1    P9-4.3    P4-2.4
    no free database connection    processes that ended    ==    0 processes

Users Carry On When Connections Are Free Again
    [Tags]    P9-4.3    P4-2.4
    no free database connection    users carried on after    <=    required

Every Document Recovers When Workers Have Memory Again
    [Tags]    P9-4.9    P9-8.2    P4-5.1    P9-18.2
    workers without memory    documents recovered    ==    100 %

The History Has No Flaw After Workers Had No Memory
    [Tags]    P9-4.9    P4-5.1
    workers without memory    history violations    ==    0 violations

Nothing Is Doubled For Lack Of Memory
    [Tags]    P9-4.9
    workers without memory    duplicated documents    ==    0 documents

The API Answers While Workers Have No Memory
    [Tags]    P9-4.9    P4-7.7
    workers without memory    unaffected work that went on    ==    100 %

Recovery From A Lack Of Memory Is Quick Enough
    [Tags]    P9-4.9
    workers without memory    recovery time    <=    required

Every Document Is Embedded With Hardly A Processor
    [Tags]    P9-4.9    P9-8.2    P4-5.1
    workers with hardly a processor    documents done meanwhile    >=    1 documents

The History Has No Flaw With Hardly A Processor
    [Tags]    P9-4.9    P4-5.1
    workers with hardly a processor    history violations    ==    0 violations

Status Is Answered While Workers Have Hardly A Processor
    [Tags]    P9-4.9    P4-7.7
    workers with hardly a processor    unaffected work that went on    ==    100 %

Nobody Waits Long While Workers Have Hardly A Processor
    [Tags]    P9-4.9
    workers with hardly a processor    longest answer    <=    required

Every Document Recovers When The API Has Handles Again
    [Tags]    P9-8.2    P4-5.1    P9-18.2
    the API without a free handle    documents recovered    ==    100 %

The History Has No Flaw After The API Had No Handle
    [Tags]    P4-5.1
    the API without a free handle    history violations    ==    0 violations

The API Does Not End For Lack Of A Handle
    [Tags]    P9-8.2    P4-5.1
    the API without a free handle    processes that ended    ==    0 processes

Nobody Sees An Internal Error For Lack Of A Handle
    [Tags]    P4-5.1
    the API without a free handle    errors other than 503    ==    0 requests

Users Carry On When The API Has Handles Again
    [Tags]    P9-8.2
    the API without a free handle    users carried on after    <=    required
