*** Settings ***
Documentation     The contract, calls: what each answer that is no refusal says.

Resource          ../../resources/contract.resource

Suite Setup       Make The Environment Ready


*** Test Cases ***
A User Is The One Who Registered
    [Tags]    C-CALL-1
    ${anna} =    Given New User
    ${answer} =    When Make Call    ${anna}    me
    Then Get Word    ${answer}    email    ==    ${anna.email}
    And Get Word    ${answer}    user_id    ==    ${anna.user_id}

A Session Says For How Long Its Token Is Good
    [Tags]    C-CALL-2
    ${anna} =    Given New User
    ${answer} =    When Make Call    ${anna}    login
    Then Get Token Lifetime Off    ${answer}    <=    2 s

An Announced Document Waits At The Beginning
    [Tags]    C-CALL-3
    ${anna} =    Given New User
    ${accepted} =    When Make Call    ${anna}    upload
    ${job} =    And Get Word    ${accepted}    job_id
    ${answer} =    And Make Call    ${anna}    job    job_id=${job}
    Then Get Word    ${answer}    document_id    ==    ${accepted.content}[document_id]
    And Get Word    ${answer}    stage    ==    queued
    And Get Word    ${answer}    state    ==    queued
    And Get Word    ${answer}    progress.total_pct    ==    0
    And Get Word    ${answer}    last_error    ==    ${EMPTY}

A Job That Is Done Says So In Every Word
    [Tags]    C-CALL-4
    ${sent} =    Given Embedded Document
    ${answer} =    When Make Call    ${sent.person}    job    of=${sent}
    Then Get Word    ${answer}    stage    ==    embedded
    And Get Word    ${answer}    state    ==    done
    And Get Word    ${answer}    progress.stage_pct    ==    100
    And Get Word    ${answer}    progress.total_pct    ==    100
    And Get Word    ${answer}    retry_count    ==    0
    And Get Word    ${answer}    last_error    ==    ${EMPTY}

A Dead Letter Says Why, At Which Stage
    [Tags]    C-CALL-5
    ${anna} =    Given New User
    ${scan} =    And Generate Bad Document    not a pdf
    ${sent} =    When Upload Document    ${anna}    ${scan}
    And Wait For State    ${sent}    deadletter
    ${answer} =    And Make Call    ${anna}    job    of=${sent}
    Then Get Word    ${answer}    last_error.code    ==    not_a_pdf
    And Get Word    ${answer}    last_error.message    matches    \\w+ \\w+ \\w+
    And Get Word    ${answer}    last_error.stage    ==    queued
    And Get Word    ${answer}    progress.total_pct    matches    ^\\d\\d?$

A Document Is Described As It Was Announced
    [Tags]    C-CALL-6
    ${sent} =    Given Embedded Document
    ${answer} =    When Make Call    ${sent.person}    document    of=${sent}
    Then Get Word    ${answer}    filename    ==    ${sent.person.mark}${sent.document.filename}
    And Get Word    ${answer}    mime    ==    application/pdf
    And Get Word    ${answer}    bytes_len    ==    ${sent.document.size}
    And Get Word    ${answer}    file_sha256    ==    ${sent.document.sha256}
    And Get Word    ${answer}    job_id    ==    ${sent.job_id}

The Text Comes As Markdown, And The PDF As A PDF
    [Tags]    C-CALL-7
    ${sent} =    Given Embedded Document
    ${text} =    When Make Call    ${sent.person}    content    of=${sent}
    ${pdf} =    And Make Call    ${sent.person}    content    of=${sent}    query=as=pdf
    Then Get Header    ${text}    Content-Type    ==    text/markdown; charset=utf-8
    And Get Header    ${pdf}    Content-Type    ==    application/pdf
    And Get Body Hash    ${pdf}    ==    ${sent.document.sha256}

A Document Without Text Yet Has No Content
    [Tags]    C-CALL-8
    ${anna} =    Given New User
    ${accepted} =    And Make Call    ${anna}    upload
    ${id} =    And Get Word    ${accepted}    document_id
    ${answer} =    When Make Call    ${anna}    content    document_id=${id}
    Then Get Outcome    ${answer}    ==    hidden

A Deleted Document Is Gone, Also For A Second Deletion
    [Tags]    C-CALL-9
    ${anna} =    Given New User
    ${accepted} =    And Make Call    ${anna}    upload
    ${id} =    And Get Word    ${accepted}    document_id
    ${first} =    When Make Call    ${anna}    delete    document_id=${id}
    ${second} =    And Make Call    ${anna}    delete    document_id=${id}
    Then Get Outcome    ${first}    ==    accepted
    And Get Outcome    ${second}    ==    hidden
    And Get Listed    ${anna}    documents    ==

A Refused Upload Leaves Nothing Behind
    [Tags]    C-CALL-10
    ${ben} =    Given New User
    ${refused} =    When Make Call    ${ben}    upload    mime=text/plain
    And Make Call    ${ben}    upload    bytes_len=1000000000000
    Then Get Outcome    ${refused}    ==    wrong_type
    And Get Listed    ${ben}    documents    ==
    And Get Listed    ${ben}    jobs    ==
