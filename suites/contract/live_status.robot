*** Settings ***
Documentation    The contract, live status: each change once, to its owner alone, from where a client left off.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
A Listener Is Told Each Change Of A Job Once, And What It Was
    [Tags]    C-LIV-1    C-LIV-2
    ${anna} =    Given New User
    ${page} =    And Listen    ${anna}
    ${sent} =    When Upload Document    ${anna}
    And Wait For Message    ${page}    ${sent}
    Then Get Stages Told    ${page}    ${sent}    ==    @{NINE STAGES}
    And Get Missed Or Repeated Messages    ${page}    ${sent}    ==    0 events
    And Get Messages As Recorded    ${page}    ${sent}    ==    100 %

A Listener Learns Why A Document Was Given Up
    [Tags]    C-LIV-2    C-LIV-7
    ${anna} =    Given New User
    ${page} =    And Listen    ${anna}
    ${blank} =    And Generate Bad Document    blank
    ${sent} =    When Upload Document    ${anna}    ${blank}
    And Wait For Message    ${page}    ${sent}
    Then Get Messages As Recorded    ${page}    ${sent}    ==    100 %
    And Get Missed Or Repeated Messages    ${page}    ${sent}    ==    0 events

A Client That Comes Back Gets What It Missed And Nothing Else
    [Tags]    C-LIV-3
    ${letter} =    Given Shared Document    letter
    ${page} =    And Listen    ${letter.person}
    ${seen} =    And Wait For Message    ${page}    ${letter}    parsed
    And Wait For Message    ${page}    ${letter}
    ${back} =    When Listen    ${letter.person}    after=${seen}
    And Wait For Message    ${back}    ${letter}
    Then Get Stages Told    ${back}    ${letter}    ==    parse_validated    chunking    chunks_buffered
    ...    embedding    embedded

Twelve Pages Of A User Are Told The Same
    [Tags]    C-LIV-5
    ${anna} =    Given New User
    ${pages} =    And Listen Many Times    ${anna}    12
    ${sent} =    When Upload Document    ${anna}
    And Wait For Message    ${pages}[0]    ${sent}
    Then Get Missed Or Repeated Messages    ${pages}    ${sent}    ==    0 events

A Client Without A Cursor Is Told Only What Is New
    [Tags]    C-LIV-6    C-LIV-8
    ${anna} =    Given New User
    And Process Document    ${anna}
    ${page} =    When Listen    ${anna}    after=now
    ${sent} =    And Upload Document    ${anna}
    And Wait For Message    ${page}    ${sent}
    Then Get Messages About Others    ${page}    ${sent}    ==    0 messages

No User Is Told Of Another User's Jobs
    [Tags]    C-LIV-8
    ${anna} =    Given New User
    ${ben} =    And New User
    ${page} =    And Listen    ${anna}
    When Process Document    ${ben}
    ${own} =    And Upload Document    ${anna}
    And Wait For Message    ${page}    ${own}
    Then Get Messages About Others    ${page}    ${own}    ==    0 messages

A Live Connection With A Made Up Token Is Refused With 4401
    [Tags]    C-LIV-4
    ${anna} =    Given New User
    Then Get Refusal Code    ${anna}    ==    4401    token=made up
