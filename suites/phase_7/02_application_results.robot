*** Settings ***
Documentation    Phase 7, section 2: the API, the workers and the pipeline, with the times that are asked for in
...              production.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
The Api Says Quickly That It Is Healthy
    [Tags]    P7-2.1
    health requests    response time p95    <    50 ms

The Api Goes On Saying That It Is Healthy
    [Tags]    P7-2.1
    health requests    error rate    ==    0 %

Every Endpoint Is Functional
    [Tags]    P7-2.2
    every endpoint    endpoints that answer as promised    ==    100 %

Every Endpoint Is Quick
    [Tags]    P7-2.2
    requests to every endpoint that reads    response time p95    <    200 ms

Whoever Asks Is Known Quickly
    [Tags]    P7-2.3
    requests that prove who asks    response time p95    <    100 ms

Whoever Asks Is Known Rightly
    [Tags]    P7-2.3
    requests that prove who asks    error rate    ==    0 %

The Api Answers Quickly
    [Tags]    P7-2.4
    status requests    response time p95    <    150 ms

The Api Answers Many Requests A Second
    [Tags]    P7-2.4
    status requests    requests answered a second    >=    required

Workers Process Documents Quickly
    [Tags]    P7-2.5
    sixty documents of six users    time to embedded p95    <    30 s

The State Machine Makes The Correct Transitions
    [Tags]    P7-2.6
    sixty documents of six users    history violations    ==    0 violations

Workers Perform Well
    [Tags]    P7-2.8
    sixty documents of six users    time to embedded p95    <    25 s

The Pipeline Works From End To End
    [Tags]    P7-2.9
    one document    documents embedded    ==    100 %

The Pipeline Is Quick From End To End
    [Tags]    P7-2.9
    sixty documents of six users    time to embedded p95    <    60 s

Each Stage Is Operational
    [Tags]    P7-2.10
    one document    stages completed    ==    9 stages

The Parts Of The Pipeline Work With One Another
    [Tags]    P7-2.11
    one document    facts found by search    ==    100 %

Throughput And Latency Are Good
    [Tags]    P7-2.12
    sixty documents of six users    time to embedded p95    <    55 s
