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
    a document parsed by LlamaParse alone    pages told of those sent    ==    100 %

LlamaParse Keeps The Cells Of A Table Row Together
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    cells of a row in one row    ==    100 %

LlamaParse Does Not Parse A File That Is Not A PDF
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    documents that are none and are parsed    ==    0 hits

LlamaParse Refuses A Document Sent With A Wrong Key
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    documents taken without a good key    ==    0 hits

OpenAI Places Texts That Share Words Closer Together
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions given to OpenAI alone    near texts that are nearer than far ones    ==    100 %

OpenAI Returns Stable Unit Vectors Of 1536 Dimensions
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions given to OpenAI alone    vectors as promised    ==    100 %

OpenAI Answers With The Fact From The Context
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions given to OpenAI alone    answers that hold the fact of the context    ==    100 %

OpenAI Invents No Answer When The Context Has None
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions given to OpenAI alone    answers to what the context does not hold    ==    0 hits

Every Endpoint Answers As Promised
    [Tags]    -smoke    P9-1.5
    [Template]    Experiment Shows
    every endpoint    endpoints that answer as promised    ==    100 %
