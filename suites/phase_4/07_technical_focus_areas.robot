*** Settings ***
Documentation    Phase 4, section 7: automatic transitions, integrity of data, and where the time goes.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Transition Happens By Itself
    [Tags]    P4-7.1
    one document    stages completed    ==    9 stages

Every Transition Of Many Happens By Itself
    [Tags]    P4-7.1
    sixty documents of six users    history violations    ==    0 violations

The Chunks Say What The Text Says
    [Tags]    P4-7.2
    one document    words of the text in a chunk    ==    100 %

Nothing Is Altered In Any Language
    [Tags]    P4-7.2
    a document in each language    facts in the parsed text    ==    100 %

Every Word In Any Language Is In A Chunk
    [Tags]    P4-7.2
    a document in each language    words of the text in a chunk    ==    100 %

An Unreadable Document Leaves No Chunk
    [Tags]    P4-7.2
    documents that cannot be read    chunks of unreadable documents    ==    0 chunks

The Time Of A Document Is Explained By Its Stages
    [Tags]    P4-7.3    P4-7.9
    sixty documents of six users    time told by the stages    >=    95 %

No Single Stage Holds Nearly All The Time
    [Tags]    P4-7.3    P4-7.9
    sixty documents of six users    time in the slowest stage    <=    required

Each Stage Has A Measured Time
    [Tags]    P4-7.8
    sixty documents of six users    stages with a measured time    ==    9 stages
