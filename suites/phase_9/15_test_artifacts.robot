*** Settings ***
Documentation    Phase 9, section 15: every error has a recovery procedure. The procedures themselves are carried out in
...              section 4.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        P9-15.3


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Error Code Has A Recovery Procedure
    error codes beside their procedures    error codes with a recovery procedure    ==    100 %

No Procedure Is For A Code That There Is Not
    error codes beside their procedures    procedures for codes that there are not    ==    0 hits

Codes That Are Met Are Told Of
    error codes beside their procedures    codes that were met and not told of    ==    0 hits

Runbooks Lead To Runbooks That There Are
    error codes beside their procedures    links of the runbooks that lead nowhere    ==    0 hits
