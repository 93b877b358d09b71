*** Settings ***
Documentation    Phase 9, section 4: resources run short. A disk is full, workers lack memory or CPU, the database
...              accepts no connection, the API has no file handle left.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P9-19.3


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Document Recovers After The Storage Runs Full
    [Tags]    P2-14.7    P9-8.2    P4-5.1    P9-18.2
    a full storage disk    documents recovered    ==    100 %

The History Stays Flawless When The Storage Runs Full
    [Tags]    P2-14.7    P4-5.1
    a full storage disk    history violations    ==    0 violations

A Full Storage Loses No Document
    [Tags]    P2-14.7
    a full storage disk    lost documents    ==    0 documents

Search And Status Keep Working While The Storage Is Full
    [Tags]    P4-7.7    P4-5.1
    a full storage disk    unaffected requests that succeeded    ==    100 %

Users See No Error But 503 While The Storage Is Full
    [Tags]    P2-14.7    P4-5.1
    a full storage disk    errors other than 503    ==    0 requests

Readiness Reports Within 5 Seconds That A Full Storage Is Unavailable
    [Tags]    P2-14.7
    a full storage disk    time until readiness reports the outage    <=    5 s

Recovery From A Full Storage Takes No Longer Than Required
    [Tags]    P2-14.7
    a full storage disk    recovery time    <=    required

Every Document Recovers After The Database Runs Full
    [Tags]    P9-8.2    P4-5.1    P9-18.2
    a full database disk    documents recovered    ==    100 %

The History Stays Flawless When The Database Runs Full
    [Tags]    P4-5.1
    a full database disk    history violations    ==    0 violations

A Full Database Loses No Document
    [Tags]    P4-5.1
    a full database disk    lost documents    ==    0 documents

Users See No Error But 503 While The Database Is Full
    [Tags]    P4-5.1
    a full database disk    errors other than 503    ==    0 requests

Every Refusal Says When To Retry While The Database Is Full
    [Tags]    P4-5.1
    a full database disk    refusals that say when to retry    ==    100 %

Readiness Reports Within 5 Seconds That A Full Database Is Unavailable
    a full database disk    time until readiness reports the outage    <=    5 s

Recovery From A Full Database Takes No Longer Than Required
    a full database disk    recovery time    <=    required

Every Document Recovers After Database Connections Run Out
    [Tags]    P9-8.2    P4-5.1    P9-18.2    P9-4.3    P4-2.4
    no free database connection    documents recovered    ==    100 %

The History Stays Flawless When Database Connections Run Out
    [Tags]    P9-4.3    P4-2.4
    no free database connection    history violations    ==    0 violations

Users See No Error But 503 While No Database Connection Is Free
    [Tags]    P4-5.1    P9-4.3    P4-2.4
    no free database connection    errors other than 503    ==    0 requests

Every Refusal Says When To Retry While No Database Connection Is Free
    [Tags]    P4-5.1    P9-4.3    P4-2.4
    no free database connection    refusals that say when to retry    ==    100 %

Readiness Reports A Database Without Free Connections Within 5 Seconds
    [Tags]    P9-4.3    P4-2.4
    no free database connection    time until readiness reports the outage    <=    5 s

No API Or Worker Process Dies While No Database Connection Is Free
    [Tags]    P9-8.2    P4-5.1    P9-4.3    P4-2.4
    no free database connection    processes that ended    ==    0 processes

Uploads Resume In Time Once Database Connections Are Free
    [Tags]    P9-4.3    P4-2.4
    no free database connection    time until uploads are accepted again    <=    required

Every Document Recovers After Workers Run Out Of Memory
    [Tags]    P9-4.9    P9-8.2    P4-5.1    P9-18.2
    workers short of memory    documents recovered    ==    100 %

The History Stays Flawless When Workers Run Out Of Memory
    [Tags]    P9-4.9    P4-5.1
    workers short of memory    history violations    ==    0 violations

Workers Out Of Memory Duplicate No Document
    [Tags]    P9-4.9
    workers short of memory    duplicated documents    ==    0 documents

Search, Status And Uploads Keep Working While Workers Lack Memory
    [Tags]    P9-4.9    P4-7.7    P4-5.1
    workers short of memory    unaffected requests that succeeded    ==    100 %

Recovery From A Lack Of Memory Takes No Longer Than Required
    [Tags]    P9-4.9
    workers short of memory    recovery time    <=    required

Documents Still Complete While Workers Lack CPU
    [Tags]    P9-4.9    P9-8.2    P4-5.1
    workers short of processor time    documents completed during the fault    >=    3 documents

Every Document Recovers After Workers Lack CPU
    [Tags]    P9-4.9    P4-5.1    P9-18.2
    workers short of processor time    documents recovered    ==    100 %

The History Stays Flawless When Workers Lack CPU
    [Tags]    P9-4.9    P4-5.1
    workers short of processor time    history violations    ==    0 violations

Search, Status And Uploads Keep Working While Workers Lack CPU
    [Tags]    P9-4.9    P4-7.7    P4-5.1
    workers short of processor time    unaffected requests that succeeded    ==    100 %

No Answer Takes Longer Than Required While Workers Lack CPU
    [Tags]    P9-4.9
    workers short of processor time    longest response time    <=    required

Documents Still Complete While API And Database Lack CPU
    [Tags]    P9-4.9    P9-8.2    P4-5.1
    API and database short of processor time    documents completed during the fault    >=    3 documents

Every Document Recovers After API And Database Lack CPU
    [Tags]    P9-4.9    P4-5.1    P9-18.2
    API and database short of processor time    documents recovered    ==    100 %

The History Stays Flawless When API And Database Lack CPU
    [Tags]    P9-4.9    P4-5.1
    API and database short of processor time    history violations    ==    0 violations

Users See No Error But 503 While API And Database Lack CPU
    [Tags]    P9-4.9    P4-5.1
    API and database short of processor time    errors other than 503    ==    0 requests

No Answer Takes Longer Than Required While API And Database Lack CPU
    [Tags]    P9-4.9
    API and database short of processor time    longest response time    <=    required

Every Document Recovers After The API Runs Out Of File Handles
    [Tags]    P9-8.2    P4-5.1    P9-18.2
    the API out of file handles    documents recovered    ==    100 %

The History Stays Flawless When The API Runs Out Of File Handles
    [Tags]    P4-5.1
    the API out of file handles    history violations    ==    0 violations

No API Or Worker Process Dies While The API Has No Free File Handle
    [Tags]    P9-8.2    P4-5.1
    the API out of file handles    processes that ended    ==    0 processes

Users See No Error But 503 While The API Has No Free File Handle
    [Tags]    P4-5.1
    the API out of file handles    errors other than 503    ==    0 requests

Uploads Resume In Time Once The API Has Free File Handles
    [Tags]    P9-8.2
    the API out of file handles    time until uploads are accepted again    <=    required
