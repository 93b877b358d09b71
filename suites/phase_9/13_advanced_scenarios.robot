*** Settings ***
Documentation    Phase 9, section 13: step 4, advanced scenarios. Many operations run at the same time.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        P9-13.1


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Sixty Documents At Once Are All Embedded
    [Tags]    P9-19.3
    sixty documents from six users    documents embedded    ==    100 %

Six Users At Once Are All Served
    [Tags]    P3-5.3
    sixty documents from six users    users served    ==    6 users

The Histories Of Sixty Simultaneous Documents Are Flawless
    sixty documents from six users    history violations    ==    0 violations
