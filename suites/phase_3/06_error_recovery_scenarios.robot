*** Settings ***
Documentation    Phase 3, section 6: documents recover from failures of the network, of services and of workers.
...              Required in Docker and the cloud; elsewhere a rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Documents Recover From Interrupted Uploads
    [Tags]    P3-6.1
    uploads cut off midway    documents recovered    ==    100 %

Documents Recover From Reset Connections During Processing
    [Tags]    P3-6.1
    connections to the model reset    documents recovered    ==    100 %

Documents Recover From A LlamaParse Outage
    [Tags]    P3-6.2
    the parser away    documents recovered    ==    100 %

A LlamaParse Outage Leaves The History Flawless
    [Tags]    P3-6.2
    the parser away    history violations    ==    0 violations

Documents Recover From An OpenAI Outage
    [Tags]    P3-6.3
    the model away    documents recovered    ==    100 %

An OpenAI Outage Leaves The History Flawless
    [Tags]    P3-6.3
    the model away    history violations    ==    0 violations

Documents Recover From A Database Outage
    [Tags]    P3-6.4
    the database away    documents recovered    ==    100 %

A Database Outage Leaves The History Flawless
    [Tags]    P3-6.4
    the database away    history violations    ==    0 violations

Documents Recover From Crashed Workers
    [Tags]    P3-6.5
    the workers killed    documents recovered    ==    100 %

Documents Recover When Stopped Workers Are Started By Hand
    [Tags]    P3-6.5
    the workers restarted by hand    documents recovered    ==    100 %
