*** Settings ***
Documentation    The contract, search: how many passages, which ones, in what order, and what is refused.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
A Search Gives As Many Passages As Were Asked For
    [Tags]    C-SRC-1
    ${report} =    Given Shared Document    report
    ${fact} =    And Get Fact    ${report}
    Then Get Passage Count    ${report.person}    ${fact.question}    ==    1 passages    k=1
    And Get Passage Count    ${report.person}    ${fact.question}    ==    7 passages    k=7

A Search For More Than There Is Gives All There Is
    [Tags]    C-SRC-2
    ${report} =    Given Shared Document    report
    ${fact} =    And Get Fact    ${report}
    ${chunks} =    And Get Chunk Count    ${report}
    Then Get Passage Count    ${report.person}    ${fact.question}    ==    ${chunks} passages    k=50

The Nearest Passage Comes First
    [Tags]    C-SRC-3
    ${report} =    Given Shared Document    report
    ${fact} =    And Get Fact    ${report}    3
    Then Get Passages In Order    ${report.person}    ${fact.question}    ==    100 %

Scores Are Cosines
    [Tags]    C-SRC-4
    ${report} =    Given Shared Document    report
    ${fact} =    And Get Fact    ${report}    2
    Then Get Scores In Range    ${report.person}    ${fact.question}    ==    100 %

A Search Is Exact
    [Tags]    C-SRC-4    C-SRC-5
    ${report} =    Given Shared Document    report
    Then Get Passages Ranked By Vectors    ${report}    ==    100 %

The Same Question Finds The Same Passages
    [Tags]    C-SRC-6
    ${report} =    Given Shared Document    report
    ${fact} =    And Get Fact    ${report}
    Then Get Passages Found Again    ${report.person}    ${fact.question}    ==    100 %

A Passage Says From Where It Comes
    [Tags]    C-SRC-7
    ${report} =    Given Shared Document    report
    Then Get Passages As Stored    ${report}    ==    100 %

A User Without Documents Finds Nothing
    [Tags]    C-SRC-8
    ${ben} =    Given New User
    Then Get Search Outcome    ${ben}    What is the policy number?    ==    accepted
    And Get Passage Count    ${ben}    What is the policy number?    ==    0 passages

A Search For No Passage Is Refused
    [Tags]    C-SRC-9
    [Template]    A Search Is Refused
    What is the policy number?    0

A Search For Fewer Than No Passage Is Refused
    [Tags]    C-SRC-9
    [Template]    A Search Is Refused
    What is the policy number?    -1

A Search For Too Many Passages Is Refused
    [Tags]    C-SRC-9
    [Template]    A Search Is Refused
    What is the policy number?    1000000

A Search For Many Passages In Words Is Refused
    [Tags]    C-SRC-9
    [Template]    A Search Is Refused
    What is the policy number?    many

A Search Without A Question Is Refused
    [Tags]    C-SRC-10
    [Template]    A Search Is Refused
    ${EMPTY}    5
