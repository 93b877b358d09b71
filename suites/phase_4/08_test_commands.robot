*** Settings ***
Documentation    Phase 4, section 8: documents uploaded with a set concurrency, followed to the end, and checked in the
...              database.

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
