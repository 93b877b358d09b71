*** Settings ***
Documentation    Phase 9, section 4: each service is away or dies under load and comes back. Nothing is lost or
...              doubled, users are told the truth, and what does not need that part goes on.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Document Recovers When The Parser Is Back
    [Tags]    P9-4.1    P4-2.1    P9-8.2    P9-18.2
    the parser away    documents recovered    ==    100 %

The History Has No Flaw After The Parser Was Away
    [Tags]    P9-4.1    P4-2.1    P4-7.4    P7-5.4
    the parser away    history violations    ==    0 violations

Recovery From A Parser Outage Is Quick Enough
    [Tags]    P9-4.1    P4-2.1    P3-13.4
    the parser away    recovery time    <=    required

Search, Status And Uploads Go On Without The Parser
    [Tags]    P9-4.1    P4-7.7
    the parser away    unaffected work that went on    ==    100 %

Readiness Says Soon That The Parser Is Away
    [Tags]    P9-4.1
    the parser away    time until readiness told the truth    <=    5 s

Health Says Soon That The Parser Is Away
    [Tags]    P9-4.1
    the parser away    time until health told the truth    <=    5 s

Nobody Is Told That All Is Well While The Parser Is Away
    [Tags]    P9-4.1
    the parser away    answers that all is well while it was not    ==    0 requests

Every Document Recovers When The Model Is Back
    [Tags]    P9-4.2    P4-2.3    P9-8.2    P9-18.2
    the model away    documents recovered    ==    100 %

The History Has No Flaw After The Model Was Away
    [Tags]    P9-4.2    P4-2.3    P4-7.4    P7-5.4
    the model away    history violations    ==    0 violations

Recovery From A Model Outage Is Quick Enough
    [Tags]    P9-4.2    P4-2.3    P3-13.4
    the model away    recovery time    <=    required

Uploads And Status Go On Without The Model
    [Tags]    P9-4.2    P4-7.7
    the model away    unaffected work that went on    ==    100 %

Questions Are Answered 503 With A Time To Come Again
    [Tags]    P9-4.2    P4-7.7
    the model away    refusals that say when to come again    ==    100 %

Readiness Says Soon That The Model Is Away
    [Tags]    P9-4.2
    the model away    time until readiness told the truth    <=    5 s

Health Says Soon That The Model Is Away
    [Tags]    P9-4.2
    the model away    time until health told the truth    <=    5 s

Nobody Is Told That All Is Well While The Model Is Away
    [Tags]    P9-4.2
    the model away    answers that all is well while it was not    ==    0 requests

Questions Are Answered Again When The Model Is Back
    [Tags]    P9-4.2    P4-2.3    P9-18.2
    the model away    requests refused when all was well again    ==    0 requests

Every Document Recovers When The Database Is Back
    [Tags]    P9-4.3    P4-2.4    P9-8.2    P9-18.2
    the database away    documents recovered    ==    100 %

The History Has No Flaw After The Database Was Away
    [Tags]    P9-4.3    P4-2.4
    the database away    history violations    ==    0 violations

Nobody Sees An Internal Error While The Database Is Away
    [Tags]    P9-4.3    P4-2.4
    the database away    errors other than 503    ==    0 requests

Without The Database Users Are Told When To Come Again
    [Tags]    P9-4.3    P4-2.4
    the database away    refusals that say when to come again    ==    100 %

Nobody Waits Long While The Database Is Away
    [Tags]    P9-4.3    P4-2.4
    the database away    longest answer    <=    required

Readiness Says Soon That The Database Is Away
    [Tags]    P9-4.3    P4-2.4
    the database away    time until readiness told the truth    <=    5 s

Health Says Soon That The Database Is Away
    [Tags]    P9-4.3    P4-2.4
    the database away    time until health told the truth    <=    5 s

Nobody Is Told That All Is Well While The Database Is Away
    [Tags]    P9-4.3    P4-2.4
    the database away    answers that all is well while it was not    ==    0 requests

Recovery From A Database Outage Is Quick Enough
    [Tags]    P9-4.3    P4-2.4    P3-13.4
    the database away    recovery time    <=    required

Nobody Is Refused Any More When The Database Is Back
    [Tags]    P9-4.3    P4-2.4    P4-6.1    P9-18.2
    the database away    requests refused when all was well again    ==    0 requests

Every Document Recovers When The Storage Is Back
    [Tags]    P9-18.2    P9-8.2    P4-7.6
    the storage away    documents recovered    ==    100 %

The History Has No Flaw After The Storage Was Away
    [Tags]    P4-7.6
    the storage away    history violations    ==    0 violations

Search And Status Go On Without The Storage
    [Tags]    P4-7.7
    the storage away    unaffected work that went on    ==    100 %

Readiness Says Soon That The Storage Is Away
    [Tags]    P4-7.6    P4-7.7
    the storage away    time until readiness told the truth    <=    5 s

Health Says Soon That The Storage Is Away
    [Tags]    P4-7.6    P4-7.7
    the storage away    time until health told the truth    <=    5 s

Nobody Is Told That All Is Well While The Storage Is Away
    [Tags]    P4-7.6    P4-7.7
    the storage away    answers that all is well while it was not    ==    0 requests

Killed Workers Lose No Document
    [Tags]    P9-4.4    P4-2.5
    the workers killed    lost documents    ==    0 documents

Killed Workers Double No Document
    [Tags]    P9-4.4    P4-2.5
    the workers killed    duplicated documents    ==    0 documents

The Jobs Of Killed Workers Are Taken Up Again
    [Tags]    P9-4.4    P4-2.5    P9-8.2    P9-18.2
    the workers killed    documents recovered    ==    100 %

The History Has No Flaw After Workers Were Killed
    [Tags]    P9-4.4    P4-2.5
    the workers killed    history violations    ==    0 violations

Recovery From Killed Workers Is Quick Enough
    [Tags]    P9-4.4    P4-2.5    P3-13.4
    the workers killed    recovery time    <=    required

A Worker That Sleeps Beyond Its Lease Doubles Nothing
    [Tags]    P9-4.4    P4-2.5
    a worker asleep beyond its lease    duplicated documents    ==    0 documents

A Worker That Wakes After Its Lease Writes Nothing
    [Tags]    P9-4.4    P4-2.5
    a worker asleep beyond its lease    history violations    ==    0 violations

The Jobs Of A Sleeping Worker Are Taken Over
    [Tags]    P9-4.4    P4-2.5
    a worker asleep beyond its lease    jobs taken over    >=    1 jobs

The Jobs Of A Sleeping Worker All Come To Their End
    [Tags]    P9-4.4    P4-2.5    P9-18.2
    a worker asleep beyond its lease    documents recovered    ==    100 %

The History Has No Flaw After The API Was Away
    [Tags]    P9-4.5
    the API away    history violations    ==    0 violations

Users Carry On When The API Is Back
    [Tags]    P9-4.5
    the API away    users carried on after    <=    required

The API Comes Back Without An Error
    [Tags]    P9-4.5
    the API away    errors other than 503    ==    0 requests

Documents Are Processed Without The Monitor
    [Tags]    P9-4.6
    the monitor away    documents recovered    ==    100 %

Nobody Notices That The Monitor Is Away
    [Tags]    P9-4.6
    the monitor away    unaffected work that went on    ==    100 %

The History Has No Flaw While The Monitor Is Away
    [Tags]    P9-4.6
    the monitor away    history violations    ==    0 violations

Parts That Were Away Recover By Themselves
    [Tags]    P9-4.10    P4-7.6
    the storage away    lost documents    ==    0 documents
