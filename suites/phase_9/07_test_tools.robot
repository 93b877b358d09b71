*** Settings ***
Documentation    Phase 9, section 7: the test tools. Health checks, real data, database, metrics, logs, injected
...              failures.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Health Checks Answer Without Signing In
    [Tags]    P9-7.1
    health checks    health checks answered without signing in    ==    100 %

Readiness Reports Every Dependency As Available
    [Tags]    P9-7.1
    health checks    available dependencies    ==    100 %

Readiness Shows When No Worker Is Running
    [Tags]    P9-7.1
    health checks    dependencies reported correctly    ==    100 %

OpenAPI Describes Every Endpoint
    [Tags]    P9-7.2
    every endpoint    contract endpoints in OpenAPI    ==    100 %

Every Endpoint Is Called With Real Data
    [Tags]    P9-7.2
    every endpoint    endpoints called with real data    ==    100 %

No Operation Breaks When Called Without Data
    [Tags]    P9-7.2
    every endpoint    operations that crash on an empty request    ==    0 requests

The Database Confirms The API's Answers About Jobs And Documents
    [Tags]    P9-7.3
    the pipeline's own figures    answers that differ from the database    ==    0 differences

A Query Shows That All Five Documents Are Complete
    [Tags]    P9-7.3
    five documents, three at a time    documents complete in the database    ==    100 %

The Metrics Count Every Request
    [Tags]    P9-7.4    C-MET-3
    the pipeline's own figures    requests counted / requests made    ==    100 %

The Logs State How Long Each Request Took
    [Tags]    P9-7.4
    a document traced by its correlation id    requests with a logged duration    ==    100 %

The Logs Show How Slow A Slow Answer Was
    [Tags]    P9-7.4
    slow requests in logs and metrics    slow requests that the logs show    ==    100 %

The Metrics Show How Slow Slow Answers Were
    [Tags]    P9-7.4
    slow requests in logs and metrics    slow requests that the metrics show    ==    100 %

Exactly Two Failures Are Injected On Request
    [Tags]    P9-7.5
    two injected failures    failures injected    ==    2 failures

The Simulator Counts Both Injected Failures
    [Tags]    P9-7.5
    two injected failures    failures counted by the simulator    ==    2 failures

The Pipeline Records Both Injected Failures
    [Tags]    P9-7.5
    two injected failures    failures recorded by the pipeline    ==    2 failures

A Document Survives Both Injected Failures
    [Tags]    P9-7.5
    two injected failures    documents embedded    ==    100 %

The Injected Failures Leave The History Flawless
    [Tags]    P9-7.5
    two injected failures    history violations    ==    0 violations

No Failure Occurs After The Injection Ends
    [Tags]    P9-7.5
    two injected failures    failures after the injection    ==    0 failures

The Injection Leaves Both Simulators As It Found Them
    [Tags]    P9-7.5
    two injected failures    simulators restored afterwards    ==    2 services
