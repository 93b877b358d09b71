*** Settings ***
Documentation    Phase 2, section 10: the API's response time with a single caller, compared with the recorded baseline.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        smoke


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
The Average Status Request Is No Slower Than The Baseline
    [Tags]    P2-10.1
    status requests    response time average    <=    322.2 ms
