*** Settings ***
Documentation    Phase 9, section 6: each service answers on its expected port.

Resource         ../../resources/countersign.resource
Resource         ../../resources/services.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
The API Answers On Port 8000
    [Tags]    P9-6.1
    the contract ports    API answers on port 8000    ==    1 services

The LlamaParse Simulator Answers On Port 8001
    [Tags]    P9-6.2
    the contract ports    LlamaParse answers on port 8001    ==    1 services

The OpenAI Simulator Answers On Port 8002
    [Tags]    P9-6.3
    the contract ports    OpenAI answers on port 8002    ==    1 services

PostgreSQL Answers On Port 5432
    [Tags]    P9-6.4
    the contract ports    PostgreSQL answers on port 5432    ==    1 services

The Dashboard Answers On Port 8004
    [Tags]    P9-6.5
    the contract ports    the dashboard answers on port 8004    ==    1 services

The Dashboard Shows All Seven Services
    [Tags]    P9-6.5
    the contract ports    services on the dashboard    ==    7 services

Every Service On The Dashboard Is Shown As Up
    [Tags]    P9-6.5
    the contract ports    dashboard services shown as up    ==    100 %

A Person With A Browser Sees Every Service As Ready
    [Tags]    P9-6.5
    [Template]    NONE
    The Monitor Page Shows Every Service As Ready

A Person With A Browser Sees The Queue Of Every Stage
    [Tags]    P9-6.5
    [Template]    NONE
    The Monitor Page Shows Every Stage
