*** Settings ***
Documentation    The contract, access tokens: by HS256 alone, from this issuer, for this audience, for a time.

Resource         ../../resources/promises.resource

Suite Setup      Anna And Ben Are Signed In
Test Template    No Door Opens To


*** Test Cases ***    WHAT IS WRONG WITH IT
A Genuine Token Opens Every Door
    [Tags]    C-TOK-1
    [Template]    NONE
    ${genuine} =    Given Forge Token    ${ANNA}    a genuine token    with_help_of=${BEN}
    Then Get Doors Opened    ${ANNA}    ${genuine}    ==    100 %

A Token Is Signed By HS256 For The Audience Authenticated
    [Tags]    C-TOK-2
    [Template]    NONE
    Get Token Detail    ${ANNA}    alg    ==    HS256
    Get Token Detail    ${ANNA}    aud    ==    authenticated
    Get Token Detail    ${ANNA}    sub    ==    ${ANNA.user_id}

An Expired Token Opens No Door
    [Tags]    C-TOK-3
    an expired token

A Token Without An Expiry Opens No Door
    [Tags]    C-TOK-4
    a token without an expiry

A Token That Is Not Valid Yet Opens No Door
    [Tags]    C-TOK-5
    a token that is not valid yet

A Token For Another Audience Opens No Door
    [Tags]    C-TOK-6
    a token for another audience

A Token Without An Audience Opens No Door
    [Tags]    C-TOK-6
    a token without an audience

A Token Of Another Issuer Opens No Door
    [Tags]    C-TOK-7
    a token of another issuer

A Token Without An Issuer Opens No Door
    [Tags]    C-TOK-7
    a token without an issuer

A Token Without A User Opens No Door
    [Tags]    C-TOK-8
    a token without a user

A Token Whose User Is No Id Opens No Door
    [Tags]    C-TOK-8
    a token whose user is no id

A Token Of A User Who Does Not Exist Opens Nothing
    [Tags]    C-TOK-9
    a token of a user who does not exist

A Token Of A Session That Does Not Exist Opens Nothing
    [Tags]    C-TOK-10
    [Template]    Neither The Api Nor The Live Connection Opens To
    a token of a session that does not exist

A Token Of Another User's Session Opens Nothing
    [Tags]    C-TOK-10
    [Template]    Neither The Api Nor The Live Connection Opens To
    a token of another user's session

A Token Signed With Another Secret Opens No Door
    [Tags]    C-TOK-11
    a token signed with another secret

A Token Signed With An Empty Secret Opens No Door
    [Tags]    C-TOK-11
    a token signed with an empty secret

A Token Whose Signature Is Cut Short Opens No Door
    [Tags]    C-TOK-12
    a token whose signature is cut short

A Token With One Letter Of Its Signature Changed Opens No Door
    [Tags]    C-TOK-12
    a token with one letter of its signature changed

A Token With Another Token's Signature Opens No Door
    [Tags]    C-TOK-12
    a token with another token's signature

A Token Without A Signature Opens No Door
    [Tags]    C-TOK-12
    a token without a signature

Another User's Token In This User's Name Opens No Door
    [Tags]    C-TOK-13
    another user's token in this user's name

A Token That Was Made To Last Opens No Door
    [Tags]    C-TOK-13
    a token that was made to last

A Token With The Algorithm None Opens No Door
    [Tags]    C-TOK-14
    a token with the algorithm none

A Token With The Algorithm None In Capitals Opens No Door
    [Tags]    C-TOK-14
    a token with the algorithm NONE

A Token With The Algorithm HS384 Opens No Door
    [Tags]    C-TOK-15
    a token with the algorithm HS384

A Token With The Algorithm HS512 Opens No Door
    [Tags]    C-TOK-15
    a token with the algorithm HS512

A Token With The Algorithm RS256 And An HMAC Opens No Door
    [Tags]    C-TOK-16
    a token with the algorithm RS256

A Token That Brings Its Own Key Opens No Door
    [Tags]    C-TOK-16
    a token that brings its own key

A Token Whose Key Is An Empty File Opens No Door
    [Tags]    C-TOK-16
    a token whose key is an empty file

A Refresh Token Is No Access Token
    [Tags]    C-TOK-17
    a refresh token

An Access Token Renews No Session
    [Tags]    C-TOK-17
    [Template]    NONE
    Get Renewal Outcome    ${ANNA}    ${ANNA.token}    !=    accepted

The Key Of The Services Is No Access Token
    [Tags]    C-TOK-18
    [Template]    Neither The Api Nor The Live Connection Opens To
    the key of the services
