*** Settings ***
Documentation    Phase 9, section 4: two things fail at once. The pipeline survives both together as it does each alone.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P9-19.3    P9-13.2    P4-7.6


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
No Webhook Is Accepted That The Database Cannot Record
    the database away while webhooks arrive    webhooks accepted without a database    ==    0 requests

Every Document Recovers After The Database Fails As Webhooks Arrive
    the database away while webhooks arrive    documents recovered    ==    100 %

A Database Outage As Webhooks Arrive Loses No Document
    the database away while webhooks arrive    lost documents    ==    0 documents

The History Stays Flawless When The Database Fails As Webhooks Arrive
    the database away while webhooks arrive    history violations    ==    0 violations

Every Document Recovers After The Storage Fails And The Model Throttles
    the storage away while the model rate-limits    documents recovered    ==    100 %

The History Stays Flawless When The Storage Fails And The Model Throttles
    the storage away while the model rate-limits    history violations    ==    0 violations

Retries Stay Within Bounds When The Storage Fails And The Model Throttles
    the storage away while the model rate-limits    documents with retry violations    ==    0 documents

A Job Of A Killed Worker Is Taken Over While The Parser Is Silent
    the workers killed while the parser is silent    jobs taken over    >=    1 jobs

Every Document Recovers After Workers Die While The Parser Is Silent
    the workers killed while the parser is silent    documents recovered    ==    100 %

The History Stays Flawless When Workers Die While The Parser Is Silent
    the workers killed while the parser is silent    history violations    ==    0 violations
