*** Settings ***
Documentation    The contract, accounts: who can sign in, what a refusal gives away, and how passwords are kept.

Resource         ../../resources/promises.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
A User Signs In Again And Is The Same User
    [Tags]    C-ACT-1
    ${anna} =    Given New User
    ${ben} =    And New User
    ${again} =    When Sign In Again    ${anna}
    Then Get User Id    ${again}    ==    ${anna.user_id}
    And Get User Id    ${ben}    ==    ${ben.user_id}

An Address With Capitals Signs In Again In Any Spelling
    [Tags]    C-ACT-2
    ${anna} =    Given New User    capitals=True
    Then Get Sign In Outcome    ${anna}    ==    accepted
    And Get Sign In Outcome    ${anna}    ==    accepted    spelled=in small letters
    And Get Sign In Outcome    ${anna}    ==    accepted    spelled=in capitals
    ${again} =    When Sign In Again    ${anna}    spelled=in small letters
    Then Get User Id    ${again}    ==    ${anna.user_id}

An Address Registers Once In Any Spelling
    [Tags]    C-ACT-3
    ${anna} =    Given New User
    Then Get Registration Outcome    ${anna}    ==    conflict
    And Get Registration Outcome    ${anna}    ==    conflict    spelled=in capitals

A Password That Is Nearly Right Is Refused
    [Tags]    C-ACT-4
    ${anna} =    Given New User
    Then Get Sign In Outcome    ${anna}    ==    unauthorized    but=with a letter more
    And Get Sign In Outcome    ${anna}    ==    unauthorized    but=with a letter less
    And Get Sign In Outcome    ${anna}    ==    unauthorized    but=with other capitals
    And Get Sign In Outcome    ${anna}    ==    accepted

An Unknown Account And A Wrong Password Are Refused In The Same Words
    [Tags]    C-ACT-5
    ${anna} =    Given New User
    ${wrong} =    When Get Wording Of Refused Sign In    ${anna}    contains    401
    Then Get Wording Of Refused Sign In    ${anna}    ==    ${wrong}    account=unknown

An Unknown Account And A Wrong Password Take Equally Long
    [Tags]    C-ACT-6
    ${anna} =    Given New User
    Then Get Sign In Time    ${anna}    >=    50 %

Guessing A Password Costs Memory And Time
    [Tags]    C-ACT-7
    ${anna} =    Given New User
    Then Get Password Hashing    ${anna}    ==    argon2id
    And Get Hashing Memory    ${anna}    >=    19 MiB
    And Get Hashing Passes    ${anna}    >=    2 operations

Each Password Has A Salt Of Its Own
    [Tags]    C-ACT-8
    ${anna} =    Given New User
    ${ben} =    And New User
    ${salt} =    When Get Password Salt    ${anna}
    Then Get Password Salt    ${ben}    !=    ${salt}

No Secret Of A User Is In The Database
    [Tags]    C-ACT-9
    ${anna} =    Given New User
    And Get Places In Database    ${anna.email}    contains    auth.users
    Then Get Places In Database    ${anna.password}    ==
    And Get Places In Database    ${anna.session.refresh_token}    ==
    And Get Places In Database    ${anna.token}    ==
