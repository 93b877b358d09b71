*** Settings ***
Documentation    Phase 2, section 14: parts fail, and the system recovers. Required in the cloud; elsewhere a rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
All Documents Complete After A Database Outage
    [Tags]    P2-14.1
    the database away    documents recovered    ==    100 %

All Documents Complete After A LlamaParse Outage
    [Tags]    P2-14.2
    the parser away    documents recovered    ==    100 %

All Documents Complete After An OpenAI Outage
    [Tags]    P2-14.3
    the model away    documents recovered    ==    100 %

All Documents Complete After The Database Falls Silent
    [Tags]    P2-14.4
    the database silent    documents recovered    ==    100 %

All Documents Complete After The Workers Crash
    [Tags]    P2-14.5
    the workers killed    documents recovered    ==    100 %

Users Are Asked To Retry, Not To Sign In Again, While Accounts Are Away
    [Tags]    P2-14.6
    signing in while the database is away    sign-in requests answered 503 with a retry time    ==    100 %

Sessions Survive An Account Outage
    [Tags]    P2-14.6
    signing in while the database is away    sessions that survived the outage    ==    100 %

Users Sign In And Register Again After An Account Outage
    [Tags]    P2-14.6
    signing in while the database is away    sign-ins that worked after the outage    ==    100 %

All Documents Complete After Uploads Are Cut Off
    [Tags]    P2-14.7
    uploads cut off midway    documents recovered    ==    100 %

All Documents Complete After A Storage Outage
    [Tags]    P2-14.7
    the storage away    documents recovered    ==    100 %

Both Failures Injected On Purpose Reach The Pipeline
    [Tags]    P2-14.8    P9-7.5
    two injected failures    failures recorded by the pipeline    ==    2 failures
