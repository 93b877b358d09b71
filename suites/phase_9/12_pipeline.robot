*** Settings ***
Documentation    Phase 9, section 12: step 3, the pipeline. The upload workflow, the flow through the stages, the life
...              of a job.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
The Upload Workflow Is Complete
    [Tags]    P9-12.1
    one document    documents embedded    ==    100 %

Every Upload Is Listed Among The User's Jobs
    [Tags]    P9-12.1
    sixty documents of six users    jobs listed with every upload    ==    100 %

Documents Flow Through Every Stage
    [Tags]    P9-12.2
    one document    stages completed    ==    9 stages

The Life Of A Job Has No Flaw
    [Tags]    P9-12.3
    one document    history violations    ==    0 violations

The Lives Of Sixty Jobs Have No Flaw
    [Tags]    P9-12.3
    sixty documents of six users    history violations    ==    0 violations
