*** Settings ***
Documentation     The contract, headers: what every answer says beside its content.

Resource          ../../resources/contract.resource

Suite Setup       Make The Environment Ready
Test Template     Every Answer Has The Header


*** Test Cases ***
No Answer Is Taken For Another Type
    [Tags]    C-HDR-5
    X-Content-Type-Options    nosniff

No Answer Is Kept By A Cache
    [Tags]    C-HDR-6
    Cache-Control    no-store

No Answer Is Shown In A Frame
    [Tags]    C-HDR-7
    X-Frame-Options    DENY

No Answer Tells A Third Site Where It Was Read
    [Tags]    C-HDR-8
    Referrer-Policy    no-referrer

Every Answer Is JSON And Says So
    [Tags]    C-HDR-4
    Content-Type    application/json

The Correlation Id Of A Caller Comes Back With A Good Answer
    [Tags]    C-HDR-1
    [Template]    NONE
    ${anna} =    Given Shared User
    ${answer} =    When Make Call    ${anna}    documents    correlation=contract-1.good:answer
    Then Get Header    ${answer}    X-Correlation-ID    ==    contract-1.good:answer

The Correlation Id Of A Caller Comes Back With A Refusal
    [Tags]    C-HDR-1
    [Template]    NONE
    ${anna} =    Given Shared User
    ${answer} =    When Make Call    ${anna}    document    correlation=contract-1.refusal
    Then Get Header    ${answer}    X-Correlation-ID    ==    contract-1.refusal
    And Get Refusal Word    ${answer}    correlation_id    ==    contract-1.refusal

Every Request Without A Correlation Id Gets One Of Its Own
    [Tags]    C-HDR-2
    [Template]    NONE
    ${anna} =    Given Shared User
    ${one} =    When Make Call    ${anna}    documents
    ${other} =    And Make Call    ${anna}    documents
    ${id} =    And Get Header    ${one}    X-Correlation-ID    matches    ^[A-Za-z0-9-]{16,}$
    Then Get Header    ${other}    X-Correlation-ID    matches    ^[A-Za-z0-9-]{16,}$
    And Get Header    ${other}    X-Correlation-ID    !=    ${id}

A Correlation Id With Markup Is Not Given Back
    [Tags]    C-HDR-3
    [Template]    NONE
    ${anna} =    Given Shared User
    ${answer} =    When Make Call    ${anna}    documents    correlation=<b>id</b>
    Then Get Header    ${answer}    X-Correlation-ID    matches    ^[A-Za-z0-9-]{16,}$

A Refusal For Want Of A Token Says How To Sign In
    [Tags]    C-HDR-9
    [Template]    NONE
    ${stranger} =    Given New Stranger
    ${answer} =    When Make Call    ${stranger}    documents
    Then Get Header    ${answer}    WWW-Authenticate    contains    Bearer

A Wrong Method Is Answered With The Right Ones
    [Tags]    C-HDR-10
    [Template]    NONE
    ${anna} =    Given Shared User
    ${answer} =    When Make Strange Call    ${anna}    a wrong method
    Then Get Header    ${answer}    Allow    contains    GET

No Answer Names The Server's Software
    [Tags]    C-HDR-11
    [Template]    NONE
    ${anna} =    Given Shared User
    ${answer} =    When Make Call    ${anna}    documents
    Then Get Header    ${answer}    Server    ==    ${EMPTY}
    And Get Header    ${answer}    X-Powered-By    ==    ${EMPTY}

Metrics Are Text That Prometheus Reads
    [Tags]    C-HDR-12
    [Template]    NONE
    ${anna} =    Given Shared User
    ${answer} =    When Make Call    ${anna}    metrics
    Then Get Header    ${answer}    Content-Type    matches    ^text/plain; version
