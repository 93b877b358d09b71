*** Settings ***
Documentation     The contract, repetition: what a second call with the same content does.

Resource          ../../resources/contract.resource

Suite Setup       Make The Environment Ready


*** Test Cases ***
The Same Idempotency Key Gives The Same Job
    [Tags]    C-IDE-1
    ${anna} =    Given New User
    ${one} =    When Make Call    ${anna}    upload    key=order-1    sha256=${{'1' * 64}}    filename=one.pdf
    ${again} =    And Make Call    ${anna}    upload    key=order-1    sha256=${{'1' * 64}}    filename=one.pdf
    ${job} =    And Get Word    ${one}    job_id
    ${document} =    And Get Word    ${one}    document_id
    Then Get Word    ${again}    job_id    ==    ${job}
    And Get Word    ${again}    document_id    ==    ${document}
    And Get Listed    ${anna}    jobs    ==    ${job}

An Idempotency Key Is Not Taken For Another Document
    [Tags]    C-IDE-2
    ${anna} =    Given New User
    ${one} =    And Make Call    ${anna}    upload    key=order-1
    ${job} =    And Get Word    ${one}    job_id
    ${other} =    When Make Call    ${anna}    upload    key=order-1
    Then Get Outcome    ${other}    ==    conflict
    And Get Listed    ${anna}    jobs    ==    ${job}

An Idempotency Key Belongs To One User
    [Tags]    C-IDE-3
    ${anna} =    Given New User
    ${ben} =    And New User
    ${hers} =    And Make Call    ${anna}    upload    key=order-1    sha256=${{'1' * 64}}
    ${job} =    And Get Word    ${hers}    job_id
    ${his} =    When Make Call    ${ben}    upload    key=order-1    sha256=${{'1' * 64}}
    Then Get Outcome    ${his}    ==    accepted
    And Get Word    ${his}    job_id    !=    ${job}

The Same File Is Taken Once, And The Refusal Names The First
    [Tags]    C-IDE-4
    ${anna} =    Given New User
    ${one} =    And Make Call    ${anna}    upload    sha256=${{'2' * 64}}
    ${document} =    And Get Word    ${one}    document_id
    ${again} =    When Make Call    ${anna}    upload    sha256=${{'2' * 64}}
    Then Get Outcome    ${again}    ==    conflict
    And Get Refusal Word    ${again}    message    contains    ${document}
    And Get Listed    ${anna}    documents    ==    ${document}

The Same File Of Another User Is Taken
    [Tags]    C-IDE-5
    ${anna} =    Given New User
    ${ben} =    And New User
    ${hers} =    When Make Call    ${anna}    upload    sha256=${{'3' * 64}}
    ${his} =    And Make Call    ${ben}    upload    sha256=${{'3' * 64}}
    Then Get Outcome    ${his}    ==    accepted
    And Get Outcome    ${hers}    ==    accepted

A File That Was Deleted Is Taken Again
    [Tags]    C-IDE-6
    ${anna} =    Given New User
    ${one} =    And Make Call    ${anna}    upload    sha256=${{'4' * 64}}
    ${document} =    And Get Word    ${one}    document_id
    When Make Call    ${anna}    delete    document_id=${document}
    ${again} =    And Make Call    ${anna}    upload    sha256=${{'4' * 64}}
    Then Get Outcome    ${again}    ==    accepted
    And Get Word    ${again}    document_id    !=    ${document}

A Job That Is Done Cannot Be Retried
    [Tags]    C-IDE-7
    ${sent} =    Given Embedded Document
    ${answer} =    When Make Call    ${sent.person}    retry    of=${sent}
    ${job} =    And Make Call    ${sent.person}    job    of=${sent}
    Then Get Outcome    ${answer}    ==    conflict
    And Get Word    ${job}    state    ==    done

A Dead Letter That Is Retried Is Tried Again
    [Tags]    C-IDE-8
    ${anna} =    Given New User
    ${scan} =    And Generate Bad Document    not a pdf
    ${sent} =    And Upload Document    ${anna}    ${scan}
    And Wait For State    ${sent}    deadletter
    ${answer} =    When Make Call    ${anna}    retry    of=${sent}
    Then Get Outcome    ${answer}    ==    accepted
    And Get Job Events    ${sent}    contains    retry
    And Wait For State    ${sent}    deadletter
