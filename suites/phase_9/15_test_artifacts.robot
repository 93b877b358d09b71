*** Settings ***
Documentation    Phase 9, section 15: every error has a recovery procedure. Section 4 carries the procedures out.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        P9-15.3


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Error Code Has A Recovery Procedure
    error codes beside their procedures    error codes with a recovery procedure    ==    100 %

No Procedure Is For A Code That Does Not Exist
    error codes beside their procedures    procedures for codes that there are not    ==    0 hits

Every Error Code That Occurs Is Listed In OpenAPI
    error codes beside their procedures    codes that were met and not told of    ==    0 hits

No Link In The Runbooks Is Broken
    error codes beside their procedures    links of the runbooks that lead nowhere    ==    0 hits
