*** Settings ***
Documentation    Phase 9, section 4: each service stops or dies under load and comes back. Nothing is lost or
...              duplicated, users learn the truth, and work that does not need the service goes on.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Document Recovers After A Parser Outage
    [Tags]    P9-4.1    P4-2.1    P9-8.2    P9-18.2    P9-19.3
    the parser away    documents recovered    ==    100 %

The History Stays Flawless Through A Parser Outage
    [Tags]    P9-4.1    P4-2.1    P4-7.4    P7-5.4
    the parser away    history violations    ==    0 violations

Recovery From A Parser Outage Takes No Longer Than Required
    [Tags]    P9-4.1    P4-2.1    P3-13.4
    the parser away    recovery time    <=    required

Search, Status And Uploads Keep Working While The Parser Is Away
    [Tags]    P9-4.1    P4-7.7    P4-5.1
    the parser away    unaffected requests that succeeded    ==    100 %

Readiness Reports Within 5 Seconds That The Parser Is Away
    [Tags]    P9-4.1    C-HLT-5
    the parser away    time until readiness reports the outage    <=    5 s

Health Reports Within 5 Seconds That The Parser Is Away
    [Tags]    P9-4.1
    the parser away    time until health reports the outage    <=    5 s

No Answer Claims All Is Well While The Parser Is Away
    [Tags]    P9-4.1
    the parser away    false all-clear answers    ==    0 requests

Every Document Recovers After A Model Outage
    [Tags]    P9-4.2    P4-2.3    P9-8.2    P9-18.2    P9-19.3
    the model away    documents recovered    ==    100 %

The History Stays Flawless Through A Model Outage
    [Tags]    P9-4.2    P4-2.3    P4-7.4    P7-5.4
    the model away    history violations    ==    0 violations

Recovery From A Model Outage Takes No Longer Than Required
    [Tags]    P9-4.2    P4-2.3    P3-13.4
    the model away    recovery time    <=    required

Uploads And Status Keep Working While The Model Is Away
    [Tags]    P9-4.2    P4-7.7    P4-5.1
    the model away    unaffected requests that succeeded    ==    100 %

Every Refusal Says When To Retry While The Model Is Away
    [Tags]    P9-4.2    P4-7.7    P4-5.1
    the model away    refusals that say when to retry    ==    100 %

Readiness Reports Within 5 Seconds That The Model Is Away
    [Tags]    P9-4.2    C-HLT-6
    the model away    time until readiness reports the outage    <=    5 s

Health Reports Within 5 Seconds That The Model Is Away
    [Tags]    P9-4.2
    the model away    time until health reports the outage    <=    5 s

No Answer Claims All Is Well While The Model Is Away
    [Tags]    P9-4.2
    the model away    false all-clear answers    ==    0 requests

No Request Is Refused Once The Model Is Back
    [Tags]    P9-4.2    P4-2.3    P9-18.2    P4-5.1
    the model away    requests refused after recovery    ==    0 requests

Every Document Recovers After A Database Outage
    [Tags]    P9-4.3    P4-2.4    P9-8.2    P9-18.2    P9-19.3
    the database away    documents recovered    ==    100 %

The History Stays Flawless Through A Database Outage
    [Tags]    P9-4.3    P4-2.4
    the database away    history violations    ==    0 violations

Users See No Error But 503 While The Database Is Away
    [Tags]    P9-4.3    P4-2.4
    the database away    errors other than 503    ==    0 requests

Every Refusal Says When To Retry While The Database Is Away
    [Tags]    P9-4.3    P4-2.4    P4-5.1
    the database away    refusals that say when to retry    ==    100 %

No Answer Takes Longer Than Required While The Database Is Away
    [Tags]    P9-4.3    P4-2.4
    the database away    longest response time    <=    required

Readiness Reports Within 5 Seconds That The Database Is Away
    [Tags]    P9-4.3    P4-2.4    C-HLT-3
    the database away    time until readiness reports the outage    <=    5 s

Health Reports Within 5 Seconds That The Database Is Away
    [Tags]    P9-4.3    P4-2.4
    the database away    time until health reports the outage    <=    5 s

No Answer Claims All Is Well While The Database Is Away
    [Tags]    P9-4.3    P4-2.4
    the database away    false all-clear answers    ==    0 requests

Recovery From A Database Outage Takes No Longer Than Required
    [Tags]    P9-4.3    P4-2.4    P3-13.4
    the database away    recovery time    <=    required

No Request Is Refused Once The Database Is Back
    [Tags]    P9-4.3    P4-2.4    P4-6.1    P9-18.2    P4-5.1
    the database away    requests refused after recovery    ==    0 requests

Every Document Recovers After A Storage Outage
    [Tags]    P9-18.2    P9-8.2    P4-7.6    P9-19.3
    the storage away    documents recovered    ==    100 %

The History Stays Flawless Through A Storage Outage
    [Tags]    P4-7.6
    the storage away    history violations    ==    0 violations

Search And Status Keep Working While The Storage Is Away
    [Tags]    P4-7.7    P4-5.1
    the storage away    unaffected requests that succeeded    ==    100 %

Readiness Reports Within 5 Seconds That The Storage Is Away
    [Tags]    P4-7.6    P4-7.7    C-HLT-4
    the storage away    time until readiness reports the outage    <=    5 s

Health Reports Within 5 Seconds That The Storage Is Away
    [Tags]    P4-7.6    P4-7.7
    the storage away    time until health reports the outage    <=    5 s

No Answer Claims All Is Well While The Storage Is Away
    [Tags]    P4-7.6    P4-7.7
    the storage away    false all-clear answers    ==    0 requests

Killed Workers Lose No Document
    [Tags]    P9-4.4    P4-2.5
    the workers killed    lost documents    ==    0 documents

Killed Workers Duplicate No Document
    [Tags]    P9-4.4    P4-2.5
    the workers killed    duplicated documents    ==    0 documents

Every Document Recovers After The Workers Are Killed
    [Tags]    P9-4.4    P4-2.5    P9-8.2    P9-18.2    P9-19.3
    the workers killed    documents recovered    ==    100 %

The History Stays Flawless When The Workers Are Killed
    [Tags]    P9-4.4    P4-2.5
    the workers killed    history violations    ==    0 violations

Recovery From Killed Workers Takes No Longer Than Required
    [Tags]    P9-4.4    P4-2.5    P3-13.4
    the workers killed    recovery time    <=    required

A Worker That Sleeps Past Its Lease Duplicates No Document
    [Tags]    P9-4.4    P4-2.5
    a worker paused beyond its lease    duplicated documents    ==    0 documents

The History Stays Flawless When A Worker Sleeps Past Its Lease
    [Tags]    P9-4.4    P4-2.5
    a worker paused beyond its lease    history violations    ==    0 violations

A Job Of A Sleeping Worker Is Taken Over
    [Tags]    P9-4.4    P4-2.5
    a worker paused beyond its lease    jobs taken over    >=    1 jobs

Every Document Recovers After A Worker Sleeps Past Its Lease
    [Tags]    P9-4.4    P4-2.5    P9-18.2    P9-19.3
    a worker paused beyond its lease    documents recovered    ==    100 %

The History Stays Flawless Through An API Outage
    [Tags]    P9-4.5
    the API away    history violations    ==    0 violations

Every Document Recovers After An API Outage
    [Tags]    P9-4.5    P9-18.2    P9-19.3
    the API away    documents recovered    ==    100 %

Uploads Resume In Time Once The API Is Back
    [Tags]    P9-4.5
    the API away    time until uploads are accepted again    <=    required

The API Returns No Error But 503 Through Its Own Outage
    [Tags]    P9-4.5
    the API away    errors other than 503    ==    0 requests

Every Document Completes Despite A Monitor Outage
    [Tags]    P9-4.6
    the monitor away    documents recovered    ==    100 %

Search, Status And Uploads Keep Working While The Monitor Is Away
    [Tags]    P9-4.6    P4-5.1
    the monitor away    unaffected requests that succeeded    ==    100 %

The History Stays Flawless Through A Monitor Outage
    [Tags]    P9-4.6
    the monitor away    history violations    ==    0 violations

A Storage Outage Loses No Document
    [Tags]    P9-4.10    P4-7.6
    the storage away    lost documents    ==    0 documents
