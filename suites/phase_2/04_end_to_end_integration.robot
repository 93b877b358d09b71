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

Every Turn Of A Conversation Is Answered
    [Tags]    P2-4.3
    a conversation over several turns    turns answered with their fact    ==    100 %

Turns Stay In One Conversation
    [Tags]    P2-4.3
    a conversation over several turns    turns in one conversation    ==    100 %

A Follow-Up Is Answered In Its Context
    [Tags]    P2-4.3
    a conversation over several turns    follow-ups answered in context    ==    100 %

The Agent Draws On The User's Own Documents
    [Tags]    P2-4.3
    a conversation over several turns    sources from the user's own documents    ==    100 %

Signing In Works From Beginning To End
    [Tags]    P2-4.4
    signing in from beginning to end    steps of signing in that went as they should    ==    100 %

A Refresh Token Serves Once
    [Tags]    P2-4.4
    signing in from beginning to end    spent refresh tokens that are taken    ==    0 hits

Signing Out Ends A Session
    [Tags]    P2-4.4    P2-4.5
    signing in from beginning to end    ended sessions that are open    ==    0 hits

Requests Are Answered As Their Own User's
    [Tags]    P2-4.5
    sessions of several users at once    requests answered as their own user's    ==    100 %

A Session Lasts Over Many Requests
    [Tags]    P2-4.5
    sessions of several users at once    requests refused while signed in    ==    0 requests

Status Changes Are Told As They Happen
    [Tags]    P2-4.6
    live status of eight documents    delay of live messages p95    <=    2 s

Every Stage Is Told In Its Order
    [Tags]    P2-4.6
    live status of eight documents    stages told in their order    ==    100 %

Every Event Is Told Once
    [Tags]    P2-4.7
    live status of eight documents    events that were missed or told twice    ==    0 events

Who Comes Back Misses Nothing And Hears Nothing Twice
    [Tags]    P2-4.7
    live status of eight documents    events missed or told twice after coming back    ==    0 events

Connections Are Closed To Strangers
    [Tags]    P2-4.7
    live status of eight documents    connections open to strangers    ==    0 hits
