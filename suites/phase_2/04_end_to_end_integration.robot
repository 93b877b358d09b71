*** Settings ***
Documentation    Phase 2, section 4: a document travels through the whole cloud pipeline, and its user follows it live.
...              Rows look at many cases of one thing; the scenarios at the end go the whole way of one user.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Document Travels From Upload To Embedding
    [Tags]    P2-4.1
    one document    documents embedded    ==    100 %

The Parsed Text Holds Every Planted Fact
    [Tags]    P2-4.2
    one document    facts in the parsed text    ==    100 %

The Chunks Hold Every Word Of The Text
    [Tags]    P2-4.2
    one document    words of the text in a chunk    ==    100 %

Embedding Makes Every Planted Fact Searchable
    [Tags]    P2-4.2
    one document    facts found by search    ==    100 %

A Finished Document Has Completed All Nine Stages
    [Tags]    P2-4.2
    one document    stages completed    ==    9 stages

The Agent Answers From A Processed Document
    [Tags]    P2-4.3
    one document    facts answered by the agent    ==    100 %

The Agent Cites Sources That Hold The Facts
    [Tags]    P2-4.3
    one document    answers with a source for the fact    ==    100 %

Every Turn Of A Conversation Is Answered With The Right Fact
    [Tags]    P2-4.3
    a conversation over several turns    turns answered with the right fact    ==    100 %

All Turns Stay In One Conversation
    [Tags]    P2-4.3    C-AGT-6
    a conversation over several turns    turns kept in one conversation    ==    100 %

Follow-Up Questions Are Answered In Context
    [Tags]    P2-4.3    C-AGT-8
    a conversation over several turns    follow-ups answered in context    ==    100 %

The Agent Cites Only The User's Own Documents
    [Tags]    P2-4.3    C-AGT-10
    a conversation over several turns    sources from the user's own documents    ==    100 %

Every Step From Registration To Sign-Out Works As It Should
    [Tags]    P2-4.4
    a session from registration to sign-out    sign-in steps that worked    ==    100 %

A Refresh Token Works Only Once
    [Tags]    P2-4.4
    a session from registration to sign-out    used refresh tokens accepted    ==    0 hits

Signing Out Ends The Session
    [Tags]    P2-4.4    P2-4.5
    a session from registration to sign-out    calls answered after sign-out    ==    0 hits

Every Request Is Answered As Its Own User's
    [Tags]    P2-4.5
    parallel sessions of two users    requests answered for the right user    ==    100 %

No Request Is Refused While A User Is Signed In
    [Tags]    P2-4.5
    parallel sessions of two users    requests refused while signed in    ==    0 requests

95 Percent Of Status Changes Arrive Within 2 Seconds
    [Tags]    P2-4.6
    live status of eight documents    live message delay p95    <=    2 s

Live Status Reports Every Stage In Order
    [Tags]    P2-4.6    C-LIV-1
    live status of eight documents    documents with stages reported in order    ==    100 %

Live Status Delivers Every Event Exactly Once
    [Tags]    P2-4.7    C-LIV-1
    live status of eight documents    missed or repeated events    ==    0 events

A Reconnecting Client Misses No Event And Repeats None
    [Tags]    P2-4.7    C-LIV-3
    live status of eight documents    missed or repeated events after reconnecting    ==    0 events

Live Connections Refuse Missing And Forged Tokens
    [Tags]    P2-4.7
    live status of eight documents    connections opened without a valid token    ==    0 hits

A User's Document Passes Every Stage And Gives Its Facts Back
    [Tags]    P2-4.1    P2-4.2
    [Template]    NONE
    ${anna} =    Given New User
    ${policy} =    And Generate Document    pages=3    table=True
    ${sent} =    When Upload Document    ${anna}    ${policy}
    And Wait For End    ${sent}
    Then Get Embedded Documents    ${sent}    ==    100 %
    And Get Completed Stages    ${sent}    ==    9 stages
    And Get Facts In Parsed Text    ${sent}    ==    100 %
    And Get Facts Found    ${sent}    ==    100 %

The Agent Answers A Question And The Next One In The Same Conversation
    [Tags]    P2-4.3
    [Template]    NONE
    ${anna} =    Given New User
    ${sent} =    And Upload Document    ${anna}
    ${fact} =    And Get Fact    ${sent}
    And Wait For End    ${sent}
    ${first} =    When Ask Agent    ${anna}    ${fact.question}
    ${second} =    And Ask Agent    ${anna}    And the number again?    after=${first}
    Then Get Reply    ${first}    contains    ${fact.answer}
    And Get Cited Documents    ${first}    ==    ${sent.document_id}
    And Get Reply    ${second}    contains    ${fact.answer}
    And Get Conversation    ${second}    ==    ${first.conversation}

A User Signs In, Renews The Session And Signs Out
    [Tags]    P2-4.4    P2-4.5
    [Template]    NONE
    ${anna} =    Given New User
    And Get Sign In Outcome    ${anna}    ==    unauthorized    password=a wrong one
    ${at home} =    When Sign In Again    ${anna}
    And Get User Id    ${at home}    ==    ${anna.user_id}
    And Renew Session    ${at home}
    And Get Call Outcome    ${at home}    me    ==    accepted
    And Sign Out    ${at home}
    Then Get Call Outcome    ${at home}    me    ==    unauthorized
    And Get Call Outcome    ${anna}    me    ==    accepted

A Page Follows A Document Live And Resumes Where It Left Off
    [Tags]    P2-4.6    P2-4.7
    [Template]    NONE
    ${anna} =    Given New User
    ${page} =    And Listen    ${anna}
    And Get Connection Outcome    ${anna}    ==    refused    token=made up
    ${sent} =    When Upload Document    ${anna}
    ${cursor} =    Then Wait For Message    ${page}    ${sent}    parsed
    And Wait For Message    ${page}    ${sent}
    And Get Stages Told    ${page}    ${sent}    ==    @{NINE STAGES}
    ${page again} =    When Listen    ${anna}    after=${cursor}
    Then Wait For Message    ${page again}    ${sent}
    And Get Stages Told    ${page again}    ${sent}    not contains    queued    parsed
