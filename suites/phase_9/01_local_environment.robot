*** Settings ***
Documentation     Phase 9, section 1: the local environment. Every service is up, healthy and what it should be.

Resource          ../../resources/services.resource
Resource          ../../resources/database.resource

Suite Setup       Open The Database
Suite Teardown    Close The Database

Test Tags         smoke


*** Test Cases ***
Every Service Is Up And Says That It Is Healthy
    [Tags]    P9-1.1
    Every Service Is Healthy

PostgreSQL Has The Schema Of The Pipeline
    [Tags]    P9-1.2
    The Schema Holds The Tables Of The Contract

PostgreSQL Computes With Vectors
    [Tags]    P9-1.2
    The Vector Extension Is Installed

Workers Run As Local Processes
    [Tags]    P9-1.6    P9-6.6
    The Processes Run    worker    2
