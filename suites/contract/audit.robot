*** Settings ***
Documentation    The contract, audit: who did what, when, with which object, from where. An entry never changes.

Resource         ../../resources/promises.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
A Registration Is In The Audit Log
    [Tags]    C-AUD-1
    ${before} =    Given Note Time
    ${anna} =    When New User
    Then The Audit Log Has    ${anna}    user.registered    ${before}
    And Get Audit Detail    ${anna}    user.registered    object    contains    ${anna.user_id}

A Sign-In Is In The Audit Log
    [Tags]    C-AUD-2
    ${anna} =    Given New User
    ${before} =    And Note Time
    When Sign In Again    ${anna}
    Then The Audit Log Has    ${anna}    user.signed_in    ${before}
    And Get Audit Detail    ${anna}    user.signed_in    object    contains    ${anna.user_id}

A Refused Sign-In Is In The Audit Log
    [Tags]    C-AUD-3
    ${anna} =    Given New User
    ${before} =    And Note Time
    When Get Sign In Outcome    ${anna}    ==    unauthorized    but=with a letter less
    Then The Audit Log Has    ${anna}    user.sign_in_refused    ${before}

A Sign-Out Is In The Audit Log
    [Tags]    C-AUD-4
    ${anna} =    Given New User
    ${session} =    And Get Token Detail    ${anna}    sid
    ${before} =    And Note Time
    When Sign Out    ${anna}
    Then The Audit Log Has    ${anna}    user.signed_out    ${before}
    And Get Audit Detail    ${anna}    user.signed_out    object    contains    ${session}

The Second Use Of A Refresh Token Is In The Audit Log
    [Tags]    C-AUD-5
    ${anna} =    Given New User
    ${session} =    And Get Token Detail    ${anna}    sid
    ${used} =    And Renew Session    ${anna}
    ${before} =    And Note Time
    When Get Renewal Outcome    ${anna}    ${used}    ==    unauthorized
    Then The Audit Log Has    ${anna}    session.reuse_detected    ${before}
    And Get Audit Detail    ${anna}    session.reuse_detected    object    contains    ${session}

An Upload Is In The Audit Log
    [Tags]    C-AUD-6
    ${anna} =    Given New User
    ${before} =    And Note Time
    ${announced} =    When Announce Document    ${anna}
    Then The Audit Log Has    ${anna}    upload.accepted    ${before}
    And Get Audit Detail    ${anna}    upload.accepted    object    contains    ${announced.document_id}

A Retry By Hand Is In The Audit Log
    [Tags]    C-AUD-7
    ${anna} =    Given New User
    ${text} =    And Generate Bad Document    not a pdf
    ${sent} =    And Upload Document    ${anna}    ${text}
    And Wait For State    ${sent}    deadletter
    ${before} =    And Note Time
    When Retry Job    ${sent}
    Then The Audit Log Has    ${anna}    job.retried    ${before}
    And Get Audit Detail    ${anna}    job.retried    object    contains    ${sent.job_id}

A Deletion Is In The Audit Log
    [Tags]    C-AUD-8
    ${anna} =    Given New User
    ${announced} =    And Announce Document    ${anna}
    ${before} =    And Note Time
    When Delete Document    ${announced}
    Then The Audit Log Has    ${anna}    document.deleted    ${before}
    And Get Audit Detail    ${anna}    document.deleted    object    contains    ${announced.document_id}

An Entry Holds The True Address, Whatever A Request Claims
    [Tags]    C-AUD-11
    ${anna} =    Given New User
    And Claim Address    ${anna}    203.0.113.7
    ${here} =    And Own Address
    When Announce Document    ${anna}
    Then Get Audit Detail    ${anna}    upload.accepted    origin    ==    ${here}

Reading And Refused Attempts At Others' Data Add No Entry
    [Tags]    C-AUD-9
    ${anna} =    Given New User
    ${ben} =    And New User
    ${announced} =    And Announce Document    ${anna}
    ${before} =    And Note Time
    When Get Call Outcome    ${ben}    delete    ==    hidden    of=${announced}
    And Get Call Outcome    ${anna}    documents    ==    accepted
    Then Get Audit Actions    ${anna}    ==    since=${before}
    And Get Audit Actions    ${ben}    not contains    document.deleted
