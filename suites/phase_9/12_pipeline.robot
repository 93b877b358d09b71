*** Settings ***
Documentation    Phase 9, section 12: step 3, the pipeline. The upload workflow, the flow through the stages, the life
...              cycle of a job.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
An Upload Ends In An Embedded Document
    [Tags]    P9-12.1
    one document    documents embedded    ==    100 %

Every Upload Is Listed Among The User's Jobs
    [Tags]    P9-12.1
    sixty documents from six users    uploads in the job list    ==    100 %

A Document Flows Through All Nine Stages
    [Tags]    P9-12.2
    one document    stages completed    ==    9 stages

The Life Cycle Of A Job Is Flawless
    [Tags]    P9-12.3    C-STG-1    C-EVT-1
    one document    history violations    ==    0 violations

The Life Cycles Of Sixty Jobs Are Flawless
    [Tags]    P9-12.3
    sixty documents from six users    history violations    ==    0 violations
