*** Settings ***
Documentation    Phase 9, section 7: the tools of the tests: health checks, real data, the database, figures, faults.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Health Checks Answer Anybody
    [Tags]    P9-7.1
    health checks    health checks that answer anybody    ==    100 %

Readiness Tells That Everything Is There
    [Tags]    P9-7.1
    health checks    dependencies that are available    ==    100 %

Readiness Tells What Is Not There
    [Tags]    P9-7.1
    health checks    what is missing is told    ==    100 %

OpenAPI Describes Every Endpoint
    [Tags]    P9-7.2
    every endpoint    endpoints of the contract in OpenAPI    ==    100 %

Every Endpoint Is Called With Real Data
    [Tags]    P9-7.2
    every endpoint    endpoints called with real data    ==    100 %

No Operation Breaks When It Is Called With Nothing
    [Tags]    P9-7.2
    every endpoint    operations that break when called with nothing    ==    0 requests

The Database Confirms What The Api Says
    [Tags]    P9-7.3
    what the pipeline tells of itself    answers that differ from the database    ==    0 differences

The Database Shows That Documents Are Complete
    [Tags]    P9-7.3
    five documents, three at a time    documents complete in the database    ==    100 %

Requests Can Be Followed In The Metrics
    [Tags]    P9-7.4
    what the pipeline tells of itself    requests counted of those made    ==    100 %

The Time Of Each Request Is In The Logs
    [Tags]    P9-7.4
    a document followed by its correlation id    requests whose time is logged    ==    100 %

As Many Failures Are Put In As Were Asked For
    [Tags]    P9-7.5
    two failures put in on purpose    failures put in    ==    2 failures

The Pipeline Meets The Failures That Were Put In
    [Tags]    P9-7.5
    two failures put in on purpose    failures that the pipeline noted    ==    2 failures

A Document Survives The Failures
    [Tags]    P9-7.5
    two failures put in on purpose    documents embedded    ==    100 %

The Failures Leave No Flaw In The History
    [Tags]    P9-7.5
    two failures put in on purpose    history violations    ==    0 violations

The Failures End When They Are Taken Away
    [Tags]    P9-7.5
    two failures put in on purpose    failures after it was over    ==    0 failures

The Simulators Are Left As They Were Found
    [Tags]    P9-7.5
    two failures put in on purpose    simulators with fair weather after    ==    2 services
