*** Settings ***
Documentation    Phase 2, section 14: what may fail does, and the system recovers. Asked of the cloud; elsewhere a
...              rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
The System Recovers After It Loses Its Database
    [Tags]    P2-14.1
    the database away    documents recovered    ==    100 %

The System Recovers After A LlamaParse Outage
    [Tags]    P2-14.2
    the parser away    documents recovered    ==    100 %

The System Recovers After An OpenAI Outage
    [Tags]    P2-14.3
    the model away    documents recovered    ==    100 %

The System Recovers From A Network That Says Nothing
    [Tags]    P2-14.4
    the database silent    documents recovered    ==    100 %

The System Recovers After Its Workers Crash
    [Tags]    P2-14.5
    the workers killed    documents recovered    ==    100 %

Nobody Is Called A Stranger While Accounts Are Out Of Reach
    [Tags]    P2-14.6
    signing in while accounts are out of reach    requests told to come again    ==    100 %

Sessions Outlive The Outage Of The Accounts
    [Tags]    P2-14.6
    signing in while accounts are out of reach    sessions that outlived it    ==    100 %

Everybody Signs In Again When Accounts Are Back
    [Tags]    P2-14.6
    signing in while accounts are out of reach    sign-ins that worked again    ==    100 %

The System Recovers From Uploads That Are Cut Off
    [Tags]    P2-14.7
    uploads cut off in the middle    documents recovered    ==    100 %

The System Recovers After The Storage Was Away
    [Tags]    P2-14.7
    the storage away    documents recovered    ==    100 %

Failures Are Put In On Purpose
    [Tags]    P2-14.8    P9-7.5
    two failures put in on purpose    failures that the pipeline noted    ==    2 failures
