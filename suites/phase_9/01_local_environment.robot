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

LlamaParse Reads Every Fact
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    facts in the markdown    ==    100 %

LlamaParse Tells Every Page
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    pages told of those sent    ==    100 %

LlamaParse Keeps The Cells Of A Row Together
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    cells of a row in one row    ==    100 %

LlamaParse Does Not Parse What Is No PDF
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    documents that are none and are parsed    ==    0 hits

LlamaParse Takes Nothing Without Its Key
    [Tags]    -smoke    P9-1.3
    [Template]    Experiment Shows
    a document parsed by LlamaParse alone    documents taken without a good key    ==    0 hits

OpenAI Puts Texts That Share Words Near Each Other
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions given to OpenAI alone    near texts that are nearer than far ones    ==    100 %

OpenAI Gives The Same Text The Same Vector
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions given to OpenAI alone    vectors as promised    ==    100 %

OpenAI Answers From The Context
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions given to OpenAI alone    answers that hold the fact of the context    ==    100 %

OpenAI Invents Nothing
    [Tags]    -smoke    P9-1.4
    [Template]    Experiment Shows
    texts and questions given to OpenAI alone    answers to what the context does not hold    ==    0 hits

Every Endpoint Answers As Promised
    [Tags]    -smoke    P9-1.5
    [Template]    Experiment Shows
    every endpoint    endpoints that answer as promised    ==    100 %
