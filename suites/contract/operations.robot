*** Settings ***
Documentation     The contract, operations: published limits, health, readiness, and metrics that count what happened.

Resource          ../../resources/contract.resource

Suite Setup       Make The Environment Ready


*** Test Cases ***
The Limits Say Which Types Are Taken
    [Tags]    C-LIM-1
    ${stranger} =    Given New Stranger
    ${limits} =    When Make Call    ${stranger}    limits
    Then Get Word    ${limits}    mime_types    ==    ['application/pdf']

A File As Large As The Published Limit Is Taken, And No Larger One
    [Tags]    C-LIM-2
    ${anna} =    Given New User
    ${limits} =    And Make Call    ${anna}    limits
    ${most} =    And Get Word    ${limits}    max_file_bytes
    ${largest} =    When Make Call    ${anna}    upload    bytes_len=${most}
    ${larger} =    And Make Call    ${anna}    upload    bytes_len=${{int($most) + 1}}
    Then Get Outcome    ${largest}    ==    accepted
    And Get Outcome    ${larger}    ==    too_large

Health Says That The Pipeline Is Healthy
    [Tags]    C-HLT-1
    ${stranger} =    Given New Stranger
    ${health} =    When Make Call    ${stranger}    health
    Then Get Word    ${health}    status    ==    healthy

Readiness Names Each Dependency And Its State
    [Tags]    C-HLT-2
    ${stranger} =    Given New Stranger
    ${ready} =    When Make Call    ${stranger}    ready
    Then Get Word    ${ready}    dependencies.database    ==    available
    And Get Word    ${ready}    dependencies.storage    ==    available
    And Get Word    ${ready}    dependencies.llamaparse    ==    available
    And Get Word    ${ready}    dependencies.openai    ==    available
    And Get Word    ${ready}    dependencies.workers    ==    available

The Metrics Count Requests That Are Refused
    [Tags]    C-MET-1
    ${stranger} =    Given New Stranger
    ${before} =    And Get Requests Counted    me    401
    When Make Call    ${stranger}    me
    And Make Call    ${stranger}    me
    And Make Call    ${stranger}    me
    Then Get Requests Counted    me    401    ==    3 requests    since=${before}

The Metrics Count Requests For A Job Under Its Call
    [Tags]    C-MET-2
    ${anna} =    Given Shared User
    ${before} =    And Get Requests Counted    job    404
    When Make Call    ${anna}    job
    And Make Call    ${anna}    job
    Then Get Requests Counted    job    404    ==    2 requests    since=${before}
