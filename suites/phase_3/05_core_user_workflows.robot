*** Settings ***
Documentation    Phase 3, section 5: core workflows of users. Asked of docker and cloud; elsewhere a rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        smoke


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A New User Registers, Uploads And Retrieves
    [Tags]    P3-5.1
    one document    facts found by search    ==    100 %
