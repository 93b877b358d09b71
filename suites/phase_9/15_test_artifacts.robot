*** Settings ***
Documentation    Phase 9, section 15: every error has a recovery procedure. Section 4 carries the procedures out.

Resource         ../../resources/countersign.resource
Resource         ../../resources/services.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        P9-15.3


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Error Code Has A Recovery Procedure
    error codes and their recovery procedures    error codes with a recovery procedure    ==    100 %

No Procedure Is For A Code That Does Not Exist
    error codes and their recovery procedures    procedures for unknown error codes    ==    0 hits

Every Error Code That Occurs Is Listed In OpenAPI
    error codes and their recovery procedures    undocumented error codes    ==    0 hits

No Link In The Runbooks Is Broken
    error codes and their recovery procedures    broken links in the runbooks    ==    0 hits

Every Error That Occurred In This Run Has A Recovery Procedure
    [Template]    NONE
    Every Error So Far Has A Recovery Procedure
