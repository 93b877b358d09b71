*** Settings ***
Documentation    Phase 3, section 6: failures of the network, of services and of workers are recovered from. Asked of
...              Docker and the cloud; elsewhere a rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Network Failures During Upload Are Recovered From
    [Tags]    P3-6.1
    uploads cut off in the middle    documents recovered    ==    100 %

Network Failures During Processing Are Recovered From
    [Tags]    P3-6.1
    the model's answers reset    documents recovered    ==    100 %

A LlamaParse Outage Is Recovered From
    [Tags]    P3-6.2
    the parser away    documents recovered    ==    100 %

A LlamaParse Outage Leaves No Flaw
    [Tags]    P3-6.2
    the parser away    history violations    ==    0 violations

An OpenAI Outage Is Recovered From
    [Tags]    P3-6.3
    the model away    documents recovered    ==    100 %

An OpenAI Outage Leaves No Flaw
    [Tags]    P3-6.3
    the model away    history violations    ==    0 violations

Loss Of The Database Is Recovered From
    [Tags]    P3-6.4
    the database away    documents recovered    ==    100 %

Loss Of The Database Leaves No Flaw
    [Tags]    P3-6.4
    the database away    history violations    ==    0 violations

Crashed Workers Are Recovered From
    [Tags]    P3-6.5
    the workers killed    documents recovered    ==    100 %

Workers That Are Down Are Recovered From By A Start
    [Tags]    P3-6.5
    the workers started by hand    documents recovered    ==    100 %
