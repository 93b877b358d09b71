*** Settings ***
Documentation    Phase 4, section 7: automatic stage transitions, data integrity, and where the time goes.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Document Moves Through All Nine Stages By Itself
    [Tags]    P4-7.1
    one document    stages completed    ==    9 stages

Sixty Documents Move Through Their Stages Without A Flaw
    [Tags]    P4-7.1
    sixty documents from six users    history violations    ==    0 violations

Chunking Loses No Word Of The Text
    [Tags]    P4-7.2
    one document    words of the text in a chunk    ==    100 %

Every Fact Survives Parsing In Seven Languages
    [Tags]    P4-7.2
    a document in each language    facts in the parsed text    ==    100 %

Every Word In Seven Languages Is In A Chunk
    [Tags]    P4-7.2    C-CHK-2
    a document in each language    words of the text in a chunk    ==    100 %

No Chunk Repeats Another In Seven Languages
    [Tags]    P4-7.2
    a document in each language    repeated chunks    ==    0 chunks

An Unreadable Document Leaves No Chunk
    [Tags]    P4-7.2
    unreadable documents    chunks of unreadable documents    ==    0 chunks

The Stages Account For At Least 95 Percent Of The Processing Time
    [Tags]    P4-7.3
    sixty documents from six users    processing time explained by the stages    >=    95 %

No Single Stage Takes More Than Its Allowed Share Of The Time
    [Tags]    P4-7.3
    sixty documents from six users    share of time in the slowest stage    <=    required

All Nine Stages Have A Measured Time
    [Tags]    P9-2.4
    sixty documents from six users    stages with a measured time    ==    9 stages

A Document That Meets A Model Outage Says Why It Waits And Is Done Afterwards
    [Tags]    P4-7.5    destructive
    [Template]    NONE
    Given Use A Lent Stack
    ${anna} =    And New User
    When Stop Service    openai
    ${sent} =    And Upload Document    ${anna}
    Then Wait For State    ${sent}    retryable    within=60 s
    And Get Job Reason    ${sent}    ==    embedder_unavailable
    And Get Job Retries    ${sent}    ==    0 retries
    When Start Service    openai
    Then Wait For State    ${sent}    done    within=60 s
