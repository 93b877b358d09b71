*** Settings ***
Documentation     Phase 9, section 1: the local environment. Every service is up and healthy and does its job.

Resource          ../../resources/services.resource
Resource          ../../resources/database.resource

Suite Setup       Open The Database
Suite Teardown    Close The Database

Test Tags         smoke


*** Test Cases ***
Every Service The Pipeline Needs Is Up And Healthy
    [Tags]    P9-1.1
    Every Service Is Healthy

PostgreSQL Has All Seven Tables Of The Pipeline
    [Tags]    P9-1.2
    The Schema Holds The Tables Of The Contract

PostgreSQL Computes With Vectors
    [Tags]    P9-1.2
    The Vector Extension Is Installed

At Least Two Workers Run As Local Processes
    [Tags]    P9-1.6    P9-6.6
    The Processes Run    worker    2

LlamaParse Returns Every Fact
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    facts in the markdown    ==    100 %

LlamaParse Returns Every Page
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    pages returned / pages sent    ==    100 %

LlamaParse Keeps The Cells Of A Table Row Together
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    table cells kept in one row    ==    100 %

LlamaParse Does Not Parse A File That Is Not A PDF
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    non-PDF files parsed    ==    0 hits

LlamaParse Refuses A Document Sent With A Wrong Key
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    documents accepted with a wrong key    ==    0 hits

OpenAI Places Texts That Share Words Closer Together
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions for OpenAI alone    similar texts ranked nearer    ==    100 %

OpenAI Returns Stable Unit Vectors Of 1536 Dimensions
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions for OpenAI alone    vectors that meet the contract    ==    100 %

OpenAI Answers With The Fact From The Context
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions for OpenAI alone    answers with the fact from the context    ==    100 %

OpenAI Invents No Answer When The Context Has None
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions for OpenAI alone    invented answers    ==    0 hits

Every Endpoint Answers As Promised
    [Tags]    -smoke    P9-1.5
    [Template]    Experiment Shows
    every endpoint    endpoints that answer as promised    ==    100 %
