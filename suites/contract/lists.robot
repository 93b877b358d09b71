*** Settings ***
Documentation     The contract, lists and times: in which order, page by page to the end, and at which moment.

Resource          ../../resources/contract.resource

Suite Setup       Make The Environment Ready


*** Test Cases ***
Documents Are Listed From The Newest To The Oldest
    [Tags]    C-LST-1
    ${anna} =    Given New User
    ${first}    ${second}    ${third} =    When Announce Three Documents    ${anna}
    VAR    @{from the newest} =    ${third}[document_id]    ${second}[document_id]    ${first}[document_id]
    Then Get Listed    ${anna}    documents    ==    @{from the newest}

Jobs Are Listed From The Newest To The Oldest
    [Tags]    C-LST-2
    ${anna} =    Given New User
    ${first}    ${second}    ${third} =    When Announce Three Documents    ${anna}
    Then Get Listed    ${anna}    jobs    ==    ${third}[job_id]    ${second}[job_id]    ${first}[job_id]

Documents Read In Pages Are All There Once
    [Tags]    C-LST-3
    ${anna} =    Given New User
    And Announce Three Documents    ${anna}
    ${all} =    When Get Listed    ${anna}    documents
    Then Get Listed    ${anna}    documents    ==    @{all}    pages_of=2
    And Get Listed    ${anna}    documents    ==    @{all}    pages_of=1
    And Get Listed    ${anna}    documents    ==    @{all}    pages_of=3

Jobs Read In Pages Are All There Once
    [Tags]    C-LST-4
    ${anna} =    Given New User
    And Announce Three Documents    ${anna}
    ${all} =    When Get Listed    ${anna}    jobs
    Then Get Listed    ${anna}    jobs    ==    @{all}    pages_of=2
    And Get Listed    ${anna}    jobs    ==    @{all}    pages_of=1
    And Get Listed    ${anna}    jobs    ==    @{all}    pages_of=3

A New User's Lists Are Empty
    [Tags]    C-LST-5
    ${ben} =    Given New User
    Then Get Listed    ${ben}    documents    ==
    And Get Listed    ${ben}    jobs    ==
    And Get Listed    ${ben}    documents    ==    pages_of=2

A Job And Its Document Were Created When The Document Was Announced
    [Tags]    C-DAT-1
    ${anna} =    Given New User
    ${accepted} =    When Make Call    ${anna}    upload
    ${job} =    And Make Call    ${anna}    job    job_id=${accepted.content}[job_id]
    ${document} =    And Make Call    ${anna}    document    document_id=${accepted.content}[document_id]
    Then Get Time Off    ${job}    created_at    <=    5 s    since=${accepted}
    And Get Time Off    ${document}    created_at    <=    5 s    since=${accepted}

The Link For The Bytes Ends When The Announcement Says
    [Tags]    C-DAT-2
    ${anna} =    Given New User
    ${limits} =    And Make Call    ${anna}    limits
    ${lasts} =    And Get Word    ${limits}    signed_url_seconds
    ${accepted} =    When Make Call    ${anna}    upload
    Then Get Time Off    ${accepted}    upload_expires_at    <=    5 s    later=${lasts} s

The Times Of A Job Stand In Their Order
    [Tags]    C-DAT-3
    ${sent} =    Given Embedded Document
    ${answer} =    When Make Call    ${sent.person}    job    of=${sent}
    Then The Times Are In Order    ${answer}    created_at    finished_at
    And The Times Are In Order    ${answer}    created_at    updated_at

A Job Was Updated When It Ended
    [Tags]    C-DAT-4
    ${anna} =    Given New User
    ${sent} =    And Upload Document    ${anna}
    When Wait For End    ${sent}
    ${answer} =    And Make Call    ${anna}    job    of=${sent}
    Then Get Time Off    ${answer}    finished_at    <=    5 s
    And Get Time Off    ${answer}    updated_at    <=    5 s
