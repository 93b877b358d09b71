*** Settings ***
Documentation    The contract, the agent: what it answers from, what it names, and what it keeps apart.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
The Agent Names Only Sources That Its Answer Used
    [Tags]    C-AGT-1
    ${report} =    Given Shared Document    report
    ${fact} =    And Get Fact    ${report}    4
    ${reply} =    When Ask Agent    ${report.person}    ${fact.question}
    Then Get Reply    ${reply}    contains    ${fact.answer}
    And Get Unused Sources    ${reply}    ==    0 sources

What The Agent Says Stands In The Source That It Cites
    [Tags]    C-AGT-2
    ${report} =    Given Shared Document    report
    ${fact} =    And Get Fact    ${report}    5
    ${reply} =    When Ask Agent    ${report.person}    ${fact.question}
    Then Get Statements Held By Sources    ${reply}    ==    100 %

The Agent Says So When The Documents Do Not Tell
    [Tags]    C-AGT-3
    ${report} =    Given Shared Document    report
    ${reply} =    When Ask Agent    ${report.person}    Which composer wrote the Goldberg Variations?
    Then Get Reply    ${reply}    matches    ${FOUND NOTHING}
    And Get Cited Documents    ${reply}    ==

The Agent Says So When There Are No Documents
    [Tags]    C-AGT-4
    ${ben} =    Given New User
    ${reply} =    When Ask Agent    ${ben}    What is the policy number of Bekalu?
    Then Get Reply    ${reply}    matches    ${FOUND NOTHING}
    And Get Cited Documents    ${reply}    ==

The Agent Answers From The Right Document
    [Tags]    C-AGT-5
    ${anna} =    Given New User
    ${sent} =    And Upload Documents    ${anna}    3    pages=1
    And Wait For End    ${sent}
    ${fact} =    And Get Fact    ${sent[1]}
    ${reply} =    When Ask Agent    ${anna}    ${fact.question}
    Then Get Reply    ${reply}    contains    ${fact.answer}
    And Get Cited Documents    ${reply}    ==    ${sent[1].document_id}

Two Conversations Of A User Do Not Mix
    [Tags]    C-AGT-7
    ${report} =    Given Shared Document    report
    ${one}    ${two} =    And Two Facts    ${report}
    ${first} =    When Ask Agent    ${report.person}    ${one.question}
    ${second} =    And Ask Agent    ${report.person}    ${two.question}
    ${again} =    And Ask Agent    ${report.person}    And the number again?    after=${first}
    Then Get Reply    ${again}    contains    ${one.answer}
    And Get Reply    ${again}    not contains    ${two.answer}
    And Get Conversation    ${again}    ==    ${first.conversation}
    And Get Conversation    ${second}    !=    ${first.conversation}

The Last Question Of A Conversation Counts
    [Tags]    C-AGT-8
    ${report} =    Given Shared Document    report
    ${one}    ${two} =    And Two Facts    ${report}
    ${first} =    When Ask Agent    ${report.person}    ${one.question}
    ${second} =    And Ask Agent    ${report.person}    ${two.question}    after=${first}
    ${third} =    And Ask Agent    ${report.person}    And the number again?    after=${second}
    Then Get Reply    ${third}    contains    ${two.answer}
    And Get Reply    ${third}    not contains    ${one.answer}

Another User's Conversation Is Closed
    [Tags]    C-AGT-9
    ${letter} =    Given Shared Document    letter
    ${fact} =    And Get Fact    ${letter}
    ${reply} =    And Ask Agent    ${letter.person}    ${fact.question}
    ${ben} =    When New User
    Then Get Question Outcome    ${ben}    And the number again?    ==    hidden    conversation=${reply.conversation}

A Conversation That Does Not Exist Cannot Be Joined
    [Tags]    C-AGT-9
    ${letter} =    Given Shared Document    letter
    Then Get Question Outcome    ${letter.person}    And the number again?    ==    hidden
    ...    conversation=${NO CONVERSATION}
