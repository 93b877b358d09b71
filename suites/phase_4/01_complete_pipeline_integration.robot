*** Settings ***
Documentation    Phase 4, sections 1 and 3: all stages work together, for one document and for several.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Document Completes Its Full Life Cycle
    [Tags]    P4-1.1    smoke
    one document    documents embedded    ==    100 %

A Document Completes All Nine Stages
    [Tags]    P4-1.2    smoke
    one document    stages completed    ==    9 stages

The History Of One Document Is Flawless
    [Tags]    P4-7.2    smoke
    one document    history violations    ==    0 violations

Five Simultaneous Uploads Are All Accepted
    [Tags]    P4-3.1    smoke
    five documents at once    simultaneous uploads    >=    5 uploads

Five Documents Uploaded At Once Are All Processed
    [Tags]    P4-3.1    smoke
    five documents at once    documents embedded    ==    100 %

Search Finds Every Fact Of Five Documents Uploaded At Once
    [Tags]    P4-3.1    smoke
    five documents at once    facts found by search    ==    100 %

Twenty Simultaneous Uploads Are All Accepted
    [Tags]    P4-3.1    smoke
    twenty documents at once    simultaneous uploads    >=    20 uploads

Twenty Documents Uploaded At Once Are All Processed
    [Tags]    P4-3.1    smoke
    twenty documents at once    documents embedded    ==    100 %

At Least Five Of Twenty Documents Are In Work At The Same Time
    [Tags]    P4-3.1    smoke
    twenty documents at once    documents in work at the same time    >=    5 documents

The Histories Of Five Simultaneous Documents Are Flawless
    [Tags]    P4-3.1    P4-7.2    smoke
    five documents at once    history violations    ==    0 violations

95 Percent Of A Realistic Workload Is Embedded In The Required Time
    [Tags]    P4-1.4
    sixty documents from six users    time to embedded p95    <=    required
