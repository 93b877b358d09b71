*** Settings ***
Documentation    Phase 4, sections 1 and 3: all stages work together, for one document and for several.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Document Goes Through Its Full Life
    [Tags]    P4-1.1    smoke
    one document    documents embedded    ==    100 %

All Nine Stages Are Completed
    [Tags]    P4-1.2    smoke
    one document    stages completed    ==    9 stages

The History Of A Document Has No Flaw
    [Tags]    P4-7.2    smoke
    one document    history violations    ==    0 violations

Five Documents At Once Are All Processed
    [Tags]    P4-3.1    smoke
    five documents at once    simultaneous uploads    >=    5 uploads

The Histories Of Five Documents Have No Flaw
    [Tags]    P4-3.1    P4-7.2    smoke
    five documents at once    history violations    ==    0 violations

Documents Take No Longer Than Required Under A Realistic Workload
    [Tags]    P4-1.4
    sixty documents of six users    time to embedded p95    <=    required
