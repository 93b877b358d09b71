*** Settings ***
Documentation    Phase 4, section 2: outages are survived, and how long recovery took is written down in the evidence.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A LlamaParse Outage Is Survived
    [Tags]    P4-2.1
    the parser away    documents recovered    ==    100 %

OpenAI Rate Limiting Is Waited Out
    [Tags]    P4-2.2
    the model has too much to do    documents recovered    ==    100 %

OpenAI Errors Are Survived
    [Tags]    P4-2.3
    the model fails    documents recovered    ==    100 %

Loss Of The Database Is Survived
    [Tags]    P4-2.4
    the database away    documents recovered    ==    100 %

Killed Workers Are Survived
    [Tags]    P4-2.5
    the workers killed    documents recovered    ==    100 %

The Procedure To Start Workers Again Works
    [Tags]    P4-2.5
    the workers started by hand    steps of the runbook that worked    ==    100 %

How Long Recovery From A LlamaParse Outage Took Is Written Down
    [Tags]    P4-2.6    P3-13.4
    the parser away    recovery time    <=    required

How Long Recovery From An OpenAI Outage Took Is Written Down
    [Tags]    P4-2.6    P3-13.4
    the model away    recovery time    <=    required

How Long Recovery From A Lost Database Took Is Written Down
    [Tags]    P4-2.6    P3-13.4
    the database away    recovery time    <=    required

How Long Recovery From A Lost Storage Took Is Written Down
    [Tags]    P4-2.6    P3-13.4
    the storage away    recovery time    <=    required

How Long Recovery From Killed Workers Took Is Written Down
    [Tags]    P4-2.6    P3-13.4
    the workers killed    recovery time    <=    required

How Well Each Failure Was Handled Is Written Down
    [Tags]    P4-2.6    P3-13.4
    the storage away    documents recovered    ==    100 %
