*** Settings ***
Documentation    Phase 2, section 4: a document travels through every part of the cloud pipeline, and users hear of it.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Document Travels Through Every Part
    [Tags]    P2-4.1
    one document    documents embedded    ==    100 %

Parsing Is Validated
    [Tags]    P2-4.2
    one document    facts in the parsed text    ==    100 %

Chunking Is Validated
    [Tags]    P2-4.2
    one document    words of the text in a chunk    ==    100 %

Embedding Is Validated
    [Tags]    P2-4.2
    one document    facts found by search    ==    100 %

Finalizing Is Validated
    [Tags]    P2-4.2
    one document    stages completed    ==    9 stages

The Agent Draws On Processed Documents
    [Tags]    P2-4.3
    one document    facts answered by the agent    ==    100 %

The Agent Names Its Sources
    [Tags]    P2-4.3
    one document    answers with a source that holds the fact    ==    100 %
