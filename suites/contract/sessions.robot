*** Settings ***
Documentation    The contract, sessions: how they are renewed, how they end, and what of them goes on.

Resource         ../../resources/promises.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
A Renewed Session Belongs To The Same User And Can Be Renewed
    [Tags]    C-SES-1
    ${anna} =    Given New User
    When Renew Session    ${anna}
    Then Get User Id    ${anna}    ==    ${anna.user_id}
    And Get Renewal Outcome    ${anna}    ${anna.session.refresh_token}    ==    accepted

A Used Refresh Token Renews Nothing
    [Tags]    C-SES-2
    ${anna} =    Given New User
    ${used} =    When Renew Session    ${anna}
    Then Get Renewal Outcome    ${anna}    ${used}    ==    unauthorized
    And Get Renewal Outcome    ${anna}    never-issued-to-anybody    ==    unauthorized

Of Two Renewals With One Token At Once One Succeeds
    [Tags]    C-SES-3
    ${anna} =    Given New User
    Then Get Renewals At Once    ${anna}    2    ==    accepted    unauthorized

The Second Use Of A Refresh Token Ends Its Session
    [Tags]    C-SES-4
    ${anna} =    Given New User
    ${used} =    And Renew Session    ${anna}
    And Get Call Outcome    ${anna}    me    ==    accepted
    When Get Renewal Outcome    ${anna}    ${used}    ==    unauthorized
    Then Get Call Outcome    ${anna}    me    ==    unauthorized
    And Get Renewal Outcome    ${anna}    ${anna.session.refresh_token}    ==    unauthorized

The Second Use Of A Refresh Token Leaves Other Sessions Alone
    [Tags]    C-SES-5
    ${anna} =    Given New User
    ${at home} =    And Sign In Again    ${anna}
    ${used} =    And Renew Session    ${anna}
    When Get Renewal Outcome    ${anna}    ${used}    ==    unauthorized
    Then Get Call Outcome    ${at home}    me    ==    accepted
    And Get Renewal Outcome    ${at home}    ${at home.session.refresh_token}    ==    accepted

A Session That Has Run Out Cannot Be Renewed
    [Tags]    C-SES-6    destructive
    ${anna} =    Given New User
    And Renew Session    ${anna}
    When Let Sessions Run Out    ${anna}
    Then Get Renewal Outcome    ${anna}    ${anna.session.refresh_token}    ==    unauthorized

Signing Out Ends The Access Token And The Refresh Token
    [Tags]    C-SES-7
    ${anna} =    Given New User
    And Get Call Outcome    ${anna}    documents    ==    accepted
    When Sign Out    ${anna}
    Then Get Call Outcome    ${anna}    documents    ==    unauthorized
    And Get Renewal Outcome    ${anna}    ${anna.session.refresh_token}    ==    unauthorized
    And Get Connection Outcome    ${anna}    ==    refused

Signing Out Leaves Other Sessions Of The User Alone
    [Tags]    C-SES-8
    ${anna} =    Given New User
    ${at home} =    And Sign In Again    ${anna}
    When Sign Out    ${anna}
    Then Get Call Outcome    ${at home}    me    ==    accepted
    And Get Renewal Outcome    ${at home}    ${at home.session.refresh_token}    ==    accepted

Signing Out Twice Is Refused
    [Tags]    C-SES-9
    ${anna} =    Given New User
    And Sign Out    ${anna}
    Then Get Call Outcome    ${anna}    logout    ==    unauthorized

An Access Token Ends Within An Hour, As The Sign-In Says
    [Tags]    C-SES-10
    ${anna} =    Given New User
    Then Get Token Lifetime    ${anna}    <=    60 min
    And Get Token Lifetime    ${anna}    >    0 min
    ${life} =    When Get Token Lifetime    ${anna}
    Then Get Promised Lifetime    ${anna}    ==    ${life} min
