*** Settings ***
Documentation    Phase 4, section 8: documents are uploaded with a set concurrency, followed to the end, and checked in
...              the database. Failures come on demand: `countersign run --include P4-8.5` stops LlamaParse, P4-8.6
...              makes OpenAI limit its rates, and P4-8.8 stops the database.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Five Uploads Create Five Documents
    [Tags]    P4-8.1
    five documents, three at a time    accepted documents    ==    5 documents

Three Of Five Documents Are Uploaded At The Same Time
    [Tags]    P4-8.1
    five documents, three at a time    simultaneous uploads    ==    3 uploads

Five Documents Sent Three At A Time Are All Embedded
    [Tags]    P4-8.1
    five documents, three at a time    documents embedded    ==    100 %

The Database Confirms That All Five Documents Are Complete
    [Tags]    P4-8.3
    five documents, three at a time    documents complete in the database    ==    100 %

Every Document Recovers When A Command Stops LlamaParse
    [Tags]    P4-8.5    P4-8.4    destructive
    the parser away    documents recovered    ==    100 %

The History Stays Flawless When A Command Stops LlamaParse
    [Tags]    P4-8.5    P4-8.4    destructive
    the parser away    history violations    ==    0 violations

Every Document Recovers When A Command Makes OpenAI Throttle
    [Tags]    P4-8.6    destructive
    rate limiting by the model    documents recovered    ==    100 %

Retries Stay Within Bounds When A Command Makes OpenAI Throttle
    [Tags]    P4-8.6    destructive
    rate limiting by the model    documents with retry violations    ==    0 documents

Users See No Error But 503 When A Command Stops The Database
    [Tags]    P4-8.8    P4-8.7    destructive
    the database away    errors other than 503    ==    0 requests

Every Document Recovers When A Command Stops The Database
    [Tags]    P4-8.8    P4-8.7    destructive
    the database away    documents recovered    ==    100 %
