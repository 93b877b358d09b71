*** Settings ***
Documentation    Phase 9, section 4: what does not recover by itself is taken up again by a person, by the commands of
...              docs/runbooks/ as they are written there.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P9-4.10    P4-7.6


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Dead Letters Say Why
    [Tags]    P4-7.5    P9-12.4
    dead letters taken up by hand    dead letters with a reason    ==    100 %

The End Of Every Dead Letter Is Told
    [Tags]    P4-7.5    P9-12.4
    dead letters taken up by hand    dead letters whose end was told    ==    100 %

Dead Letters Recover By Hand
    dead letters taken up by hand    dead letters recovered by hand    ==    100 %

Recovery By Hand Leaves No Flaw
    dead letters taken up by hand    history violations    ==    0 violations

Every Step Of The Runbook For Dead Letters Works
    [Tags]    P9-15.3
    dead letters taken up by hand    steps of the runbook that worked    ==    100 %

Every Step Of The Runbook For The Database Works
    [Tags]    P3-3.2    P9-15.3
    the database mended by hand    steps of the runbook that worked    ==    100 %

Every Document Recovers By The Runbook For The Database
    [Tags]    P3-3.2
    the database mended by hand    documents recovered    ==    100 %

The Runbook For The Database Leaves No Flaw
    [Tags]    P3-3.2
    the database mended by hand    history violations    ==    0 violations

Every Step Of The Runbook For The Storage Works
    [Tags]    P3-3.2    P9-15.3
    the storage mended by hand    steps of the runbook that worked    ==    100 %

Every Document Recovers By The Runbook For The Storage
    [Tags]    P3-3.2
    the storage mended by hand    documents recovered    ==    100 %

The Runbook For The Storage Leaves No Flaw
    [Tags]    P3-3.2
    the storage mended by hand    history violations    ==    0 violations

Every Step Of The Runbook For A Provider Works
    [Tags]    P3-3.2    P9-15.3
    the model taken up by hand    steps of the runbook that worked    ==    100 %

Every Document Recovers By The Runbook For A Provider
    [Tags]    P3-3.2
    the model taken up by hand    documents recovered    ==    100 %

The Runbook For A Provider Leaves No Flaw
    [Tags]    P3-3.2
    the model taken up by hand    history violations    ==    0 violations

Every Step Of The Runbook For The Workers Works
    [Tags]    P3-3.2    P4-2.5    P9-4.4    P9-15.3
    the workers started by hand    steps of the runbook that worked    ==    100 %

Every Document Recovers By The Runbook For The Workers
    [Tags]    P3-3.2    P4-2.5    P9-4.4
    the workers started by hand    documents recovered    ==    100 %

The Runbook For The Workers Leaves No Flaw
    [Tags]    P3-3.2    P4-2.5    P9-4.4
    the workers started by hand    history violations    ==    0 violations

Every Step Of The Runbook For A Full Disk Works
    [Tags]    P3-3.2    P9-15.3
    room made on a full disk by hand    steps of the runbook that worked    ==    100 %

Every Document Recovers By The Runbook For A Full Disk
    [Tags]    P3-3.2
    room made on a full disk by hand    documents recovered    ==    100 %

The Runbook For A Full Disk Leaves No Flaw
    [Tags]    P3-3.2
    room made on a full disk by hand    history violations    ==    0 violations

Every Step Of The Runbook For Several Parts Works
    [Tags]    P3-3.2    P9-15.3
    several parts restarted by hand    steps of the runbook that worked    ==    100 %

Every Document Recovers By The Runbook For Several Parts
    [Tags]    P3-3.2
    several parts restarted by hand    documents recovered    ==    100 %

The Runbook For Several Parts Leaves No Flaw
    [Tags]    P3-3.2
    several parts restarted by hand    history violations    ==    0 violations
