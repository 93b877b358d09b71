*** Settings ***
Documentation    Phase 9, section 7: the test tools. Health checks, real data, database, metrics, logs, injected
...              failures.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Health Checks Answer Without Signing In
    [Tags]    P9-7.1
    health checks    health checks that answer anybody    ==    100 %

Readiness Reports Every Dependency As Available
    [Tags]    P9-7.1
    health checks    dependencies that are available    ==    100 %

Readiness Shows When No Worker Is Running
    [Tags]    P9-7.1
    health checks    what is missing is told    ==    100 %

OpenAPI Describes Every Endpoint
    [Tags]    P9-7.2
    every endpoint    endpoints of the contract in OpenAPI    ==    100 %

Every Endpoint Is Called With Real Data
    [Tags]    P9-7.2
    every endpoint    endpoints called with real data    ==    100 %

No Operation Breaks When Called Without Data
    [Tags]    P9-7.2
    every endpoint    operations that break when called with nothing    ==    0 requests

The Database Confirms The API's Answers About Jobs And Documents
    [Tags]    P9-7.3
    what the pipeline tells of itself    answers that differ from the database    ==    0 differences

A Query Shows That All Five Documents Are Complete
    [Tags]    P9-7.3
    five documents, three at a time    documents complete in the database    ==    100 %

The Metrics Count Every Request
    [Tags]    P9-7.4
    what the pipeline tells of itself    requests counted of those made    ==    100 %

The Logs State How Long Each Request Took
    [Tags]    P9-7.4
    a document followed by its correlation id    requests whose time is logged    ==    100 %

Exactly Two Failures Are Injected On Request
    [Tags]    P9-7.5
    two failures put in on purpose    failures put in    ==    2 failures

The Pipeline Records Both Injected Failures
    [Tags]    P9-7.5
    two failures put in on purpose    failures that the pipeline noted    ==    2 failures

A Document Survives Both Injected Failures
    [Tags]    P9-7.5
    two failures put in on purpose    documents embedded    ==    100 %

The Injected Failures Leave The History Flawless
    [Tags]    P9-7.5
    two failures put in on purpose    history violations    ==    0 violations

No Failure Occurs After The Injection Ends
    [Tags]    P9-7.5
    two failures put in on purpose    failures after it was over    ==    0 failures

The Injection Leaves Both Simulators As It Found Them
    [Tags]    P9-7.5
    two failures put in on purpose    simulators with fair weather after    ==    2 services
