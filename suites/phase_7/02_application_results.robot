*** Settings ***
Documentation    Phase 7, section 2: API, workers and pipeline, within the times that production requires.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
95 Percent Of Health Requests Take Under 50 Milliseconds
    [Tags]    P7-2.1
    health requests    response time p95    <    50 ms

No Health Request Fails
    [Tags]    P7-2.1
    health requests    error rate    ==    0 %

Every Health Answer Calls The API Healthy
    [Tags]    P7-2.1
    health requests    answers that call the API healthy    ==    100 %

Every API Endpoint Does What The Contract Promises
    [Tags]    P7-2.2
    every endpoint    endpoints that answer as promised    ==    100 %

95 Percent Of Read Requests Take Under 200 Milliseconds
    [Tags]    P7-2.2
    requests to every read-only endpoint    response time p95    <    200 ms

No Read Request Fails
    [Tags]    P7-2.2
    requests to every read-only endpoint    error rate    ==    0 %

95 Percent Of Requests That Write Or Ask Take Under 200 Milliseconds
    [Tags]    P7-2.2
    requests to endpoints that write or ask a provider    response time p95    <    200 ms

No Request That Writes Or Asks Fails
    [Tags]    P7-2.2
    requests to endpoints that write or ask a provider    error rate    ==    0 %

95 Percent Of Token Checks Take Under 100 Milliseconds
    [Tags]    P7-2.3
    requests with valid and invalid tokens    response time p95    <    100 ms

Every Token Check Gives The Right Answer
    [Tags]    P7-2.3
    requests with valid and invalid tokens    error rate    ==    0 %

The API Refuses Forged Tokens At Every Door
    [Tags]    P7-2.3    P9-11.3
    forged tokens at every door    forged tokens refused by the API    ==    100 %

95 Percent Of Status Requests Take Under 150 Milliseconds
    [Tags]    P7-2.4
    status requests    response time p95    <    150 ms

No Status Request Fails
    [Tags]    P7-2.4
    status requests    error rate    ==    0 %

The API Answers As Many Status Requests Per Second As Required
    [Tags]    P7-2.4
    status requests    requests answered per second    >=    required

Workers Embed 95 Percent Of Documents In Under 30 Seconds
    [Tags]    P7-2.5
    sixty documents from six users    time to embedded p95    <    30 s

The State Machine Makes Only Correct Transitions
    [Tags]    P7-2.6
    sixty documents from six users    history violations    ==    0 violations

Workers Embed 95 Percent Of Documents In Under 25 Seconds
    [Tags]    P7-2.8
    sixty documents from six users    time to embedded p95    <    25 s

Two Workers Share The Work
    [Tags]    P7-2.8
    sixty documents from six users    workers that processed jobs    >=    2 workers

Workers Use No More CPU Per Document Than Required
    [Tags]    P7-2.8
    sixty documents from six users    processor time per document    <=    required

The Pipeline Processes A Document From End To End
    [Tags]    P7-2.9
    one document    documents embedded    ==    100 %

The Pipeline Embeds 95 Percent Of Documents In Under 60 Seconds
    [Tags]    P7-2.9
    sixty documents from six users    time to embedded p95    <    60 s

Each Of The Nine Stages Completes
    [Tags]    P7-2.10
    one document    stages completed    ==    9 stages

The Parts Together Let Search Find Every Planted Fact
    [Tags]    P7-2.11
    one document    facts found by search    ==    100 %

The Pipeline Embeds 95 Percent Of Documents In Under 55 Seconds
    [Tags]    P7-2.12
    sixty documents from six users    time to embedded p95    <    55 s

The Pipeline Embeds At Least Sixty Documents A Minute
    [Tags]    P7-2.12
    sixty documents from six users    documents per minute    >=    60 docs/min
