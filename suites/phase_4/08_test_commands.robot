*** Settings ***
Documentation    Phase 4, section 8: documents uploaded with a set concurrency, followed to the end, and checked in the
...              database; and failures on demand: `countersign run --include P4-8.5` stops LlamaParse, P4-8.6 has
...              OpenAI limit its rates, P4-8.8 stops the database.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Five Documents Are Uploaded And Followed
    [Tags]    P4-8.1
    five documents, three at a time    documents    ==    5 documents

Three Of Them Are Uploaded At The Same Time
    [Tags]    P4-8.1
    five documents, three at a time    concurrent uploads    ==    3 uploads

All Of Them Come To Their End
    [Tags]    P4-8.1
    five documents, three at a time    documents embedded    ==    100 %

The Database Says That All Of Them Are Complete
    [Tags]    P4-8.3
    five documents, three at a time    documents complete in the database    ==    100 %

Failure Of LlamaParse Is Tested By A Command
    [Tags]    P4-8.5    P4-8.4    destructive
    the parser away    documents recovered    ==    100 %

Failure Of LlamaParse Is Followed To The End
    [Tags]    P4-8.5    P4-8.4    destructive
    the parser away    history violations    ==    0 violations

Rate Limiting Of OpenAI Is Tested By A Command
    [Tags]    P4-8.6    destructive
    the model has too much to do    documents recovered    ==    100 %

Rate Limiting Of OpenAI Is Answered Within Bounds
    [Tags]    P4-8.6    destructive
    the model has too much to do    documents retried out of bounds    ==    0 documents

Behavior Without The Database Is Tested By A Command
    [Tags]    P4-8.8    P4-8.7    destructive
    the database away    errors other than 503    ==    0 requests

Behavior Without The Database Is Followed To The End
    [Tags]    P4-8.8    P4-8.7    destructive
    the database away    documents recovered    ==    100 %
