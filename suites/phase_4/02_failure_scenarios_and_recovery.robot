*** Settings ***
Documentation    Phase 4, section 2: documents survive outages, and the evidence records how long recovery took.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Document Survives A LlamaParse Outage
    [Tags]    P4-2.1    P4-2.6    P3-13.4
    the parser away    documents recovered    ==    100 %

Every Document Survives OpenAI Rate Limiting
    [Tags]    P4-2.2    P4-2.6    P3-13.4
    rate limiting by the model    documents recovered    ==    100 %

Every Document Survives OpenAI Errors
    [Tags]    P4-2.3    P4-2.6    P3-13.4
    errors from the model    documents recovered    ==    100 %

Every Document Survives A Database Outage
    [Tags]    P4-2.4    P4-2.6    P3-13.4
    the database away    documents recovered    ==    100 %

Every Document Survives Killed Workers
    [Tags]    P4-2.5    P4-2.6    P3-13.4
    the workers killed    documents recovered    ==    100 %

Every Step Of The Procedure To Restart Workers Works
    [Tags]    P4-2.5
    the workers restarted by hand    runbook steps that worked    ==    100 %

Measured Recovery From A LlamaParse Outage Is Within The Limit
    [Tags]    P4-2.6    P3-13.4
    the parser away    recovery time    <=    required

Measured Recovery From An OpenAI Outage Is Within The Limit
    [Tags]    P4-2.6    P3-13.4
    the model away    recovery time    <=    required

Measured Recovery From A Database Outage Is Within The Limit
    [Tags]    P4-2.6    P3-13.4
    the database away    recovery time    <=    required

Measured Recovery From A Storage Outage Is Within The Limit
    [Tags]    P4-2.6    P3-13.4
    the storage away    recovery time    <=    required

Measured Recovery From Killed Workers Is Within The Limit
    [Tags]    P4-2.6    P3-13.4
    the workers killed    recovery time    <=    required

Every Document Survives A Storage Outage
    [Tags]    P4-2.6    P3-13.4
    the storage away    documents recovered    ==    100 %

Every Document Survives A LlamaParse Outage Longer Than All Retries
    [Tags]    P4-2.1    P4-2.6    P3-13.4
    the parser away for 45 s    documents recovered    ==    100 %

Every Document Survives An OpenAI Outage Longer Than All Retries
    [Tags]    P4-2.3    P4-2.6    P3-13.4
    the model away for 45 s    documents recovered    ==    100 %

Every Document Survives A Database Outage Longer Than All Retries
    [Tags]    P4-2.4    P4-2.6    P3-13.4
    the database away for 45 s    documents recovered    ==    100 %

Every Document Survives A Storage Outage Longer Than All Retries
    [Tags]    P4-2.6    P3-13.4
    the storage away for 45 s    documents recovered    ==    100 %

Recorded Times Agree With The Suite's Clock Through A LlamaParse Outage
    [Tags]    P4-2.6    P3-13.4
    the parser away    recorded times that the suite's clock contradicts    ==    0 hits

Recorded Times Agree With The Suite's Clock Through An OpenAI Outage
    [Tags]    P4-2.6    P3-13.4
    the model away    recorded times that the suite's clock contradicts    ==    0 hits

Recorded Times Agree With The Suite's Clock Through A Database Outage
    [Tags]    P4-2.6    P3-13.4
    the database away    recorded times that the suite's clock contradicts    ==    0 hits

Recorded Times Agree With The Suite's Clock Through A Storage Outage
    [Tags]    P4-2.6    P3-13.4
    the storage away    recorded times that the suite's clock contradicts    ==    0 hits

Recorded Times Agree With The Suite's Clock Through Killed Workers
    [Tags]    P4-2.6    P3-13.4
    the workers killed    recorded times that the suite's clock contradicts    ==    0 hits
