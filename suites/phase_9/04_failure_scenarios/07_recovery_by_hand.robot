*** Settings ***
Documentation    Phase 9, section 4: a person recovers what does not recover by itself, with the commands of
...              docs/runbooks/ exactly as written there.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P9-4.10    P4-7.6


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Dead Letter Says Why
    [Tags]    P4-7.5    P9-12.4    P9-2.3
    dead letters retried by hand    dead letters with a reason    ==    100 %

Every Dead Letter Has A Final Event With A Code
    [Tags]    P4-7.5    P9-12.4
    dead letters retried by hand    dead letters with a final event    ==    100 %

Every Dead Letter Recovers When Retried By Hand
    [Tags]    C-JOB-6
    dead letters retried by hand    dead letters recovered by hand    ==    100 %

Recovery By Hand Leaves The History Flawless
    dead letters retried by hand    history violations    ==    0 violations

Every Step Of The Dead Letter Runbook Works
    [Tags]    P9-15.3
    dead letters retried by hand    runbook steps that worked    ==    100 %

Every Step Of The Database Runbook Works
    [Tags]    P9-15.3
    the database repaired by hand    runbook steps that worked    ==    100 %

The Database Runbook Recovers Every Document
    [Tags]    P9-15.3
    the database repaired by hand    documents recovered    ==    100 %

The Database Runbook Leaves The History Flawless
    [Tags]    P9-15.3
    the database repaired by hand    history violations    ==    0 violations

Every Step Of The Storage Runbook Works
    [Tags]    P9-15.3
    the storage repaired by hand    runbook steps that worked    ==    100 %

The Storage Runbook Recovers Every Document
    [Tags]    P9-15.3
    the storage repaired by hand    documents recovered    ==    100 %

The Storage Runbook Leaves The History Flawless
    [Tags]    P9-15.3
    the storage repaired by hand    history violations    ==    0 violations

Every Step Of The Provider Runbook Works
    [Tags]    P9-15.3
    a provider outage repaired by hand    runbook steps that worked    ==    100 %

The Provider Runbook Recovers Every Document
    [Tags]    P9-15.3
    a provider outage repaired by hand    documents recovered    ==    100 %

The Provider Runbook Leaves The History Flawless
    [Tags]    P9-15.3
    a provider outage repaired by hand    history violations    ==    0 violations

Every Step Of The Worker Runbook Works
    [Tags]    P9-15.3    P4-2.5    P9-4.4
    the workers restarted by hand    runbook steps that worked    ==    100 %

The Worker Runbook Recovers Every Document
    [Tags]    P9-15.3    P4-2.5    P9-4.4
    the workers restarted by hand    documents recovered    ==    100 %

The Worker Runbook Leaves The History Flawless
    [Tags]    P9-15.3    P4-2.5    P9-4.4
    the workers restarted by hand    history violations    ==    0 violations

Every Step Of The Full Disk Runbook Works
    [Tags]    P9-15.3
    a full disk cleared by hand    runbook steps that worked    ==    100 %

The Full Disk Runbook Recovers Every Document
    [Tags]    P9-15.3
    a full disk cleared by hand    documents recovered    ==    100 %

The Full Disk Runbook Leaves The History Flawless
    [Tags]    P9-15.3
    a full disk cleared by hand    history violations    ==    0 violations

Every Step Of The Runbook For Several Parts Works
    [Tags]    P9-15.3
    several services restarted by hand    runbook steps that worked    ==    100 %

The Runbook For Several Parts Recovers Every Document
    [Tags]    P9-15.3
    several services restarted by hand    documents recovered    ==    100 %

The Runbook For Several Parts Leaves The History Flawless
    [Tags]    P9-15.3
    several services restarted by hand    history violations    ==    0 violations
