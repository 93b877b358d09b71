*** Settings ***
Documentation    Phase 9, section 4: what does not recover by itself is taken up again by a person.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P9-4.10    P4-7.6


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Dead Letters Say Why
    [Tags]    P4-7.5    P9-12.4
    dead letters taken up by hand    dead letters with a reason    ==    100 %

Dead Letters Recover By Hand
    dead letters taken up by hand    dead letters recovered by hand    ==    100 %

Recovery By Hand Leaves No Flaw
    dead letters taken up by hand    history violations    ==    0 violations
