*** Settings ***
Documentation    The contract, webhooks: signed as they were sent, of now, harmless if they are repeated.

Resource         ../../resources/promises.resource

Suite Setup      Anna Has Announced A Document
Test Template    A Webhook Is Refused That Is Signed


*** Test Cases ***    HOW IT IS SIGNED
A Genuine Webhook Is Accepted, And So Is Its Repetition
    [Tags]    C-WEB-1    C-WEB-5
    [Template]    NONE
    ${job} =    Given New Parser Job
    Then Get Webhook Outcome    ${ANNOUNCED}    ==    accepted    job=${job}
    And Get Webhook Outcome    ${ANNOUNCED}    ==    accepted    job=${job}
    And Get Job Stage    ${ANNOUNCED}    ==    queued

A Webhook Without A Signature Is Refused
    [Tags]    C-WEB-2
    not at all

A Webhook Signed With Another Secret Is Refused
    [Tags]    C-WEB-2
    with another secret

A Webhook Signed With An Empty Secret Is Refused
    [Tags]    C-WEB-2
    with an empty secret

A Webhook With The Signature Of Another Body Is Refused
    [Tags]    C-WEB-2
    for another body

A Webhook Is Signed By Its Very Bytes
    [Tags]    C-WEB-3
    for the same content in other bytes

A Webhook Whose Signature Is Cut Short Is Refused
    [Tags]    C-WEB-2
    and cut short

A Webhook With One Digit Of Its Signature Changed Is Refused
    [Tags]    C-WEB-2
    with one digit changed

A Webhook With A Hash That Needs No Secret Is Refused
    [Tags]    C-WEB-2
    by its hash alone

A Webhook Of Another Time Is Refused
    [Tags]    C-WEB-4
    [Template]    NONE
    Get Webhook Outcome    ${ANNOUNCED}    ==    unauthorized    at=-1 hour
    Get Webhook Outcome    ${ANNOUNCED}    ==    unauthorized    at=1 hour
    Get Webhook Outcome    ${ANNOUNCED}    ==    accepted    at=-1 minute

A Webhook That Contradicts An Earlier One Is Refused
    [Tags]    C-WEB-6
    [Template]    NONE
    ${job} =    Given New Parser Job
    And Get Webhook Outcome    ${ANNOUNCED}    ==    accepted    job=${job}    text=One text.
    Then Get Webhook Outcome    ${ANNOUNCED}    ==    conflict    job=${job}    text=Another text.
    And Get Webhook Outcome    ${ANNOUNCED}    ==    accepted    job=${job}    text=One text.

A Webhook About Work That Goes On Brings Nothing
    [Tags]    C-WEB-10
    [Template]    NONE
    ${job} =    Given New Parser Job
    When Get Webhook Outcome    ${ANNOUNCED}    ==    accepted    job=${job}    status=RUNNING    text=Half a text.
    Then Get Places In Database    Half a text.    ==
    And Get Webhook Outcome    ${ANNOUNCED}    ==    accepted    job=${job}    text=A whole text.
    And Get Places In Database    A whole text.    !=

A Webhook About An Unknown Document Is Harmless
    [Tags]    C-WEB-7
    [Template]    NONE
    Get Unknown Webhook Outcome    ==    accepted

A Webhook With Nothing In It Is Malformed
    [Tags]    C-WEB-8
    [Template]    A Webhook Is Refused That Holds
    nothing

A Webhook That Is No JSON Is Malformed
    [Tags]    C-WEB-8
    [Template]    A Webhook Is Refused That Holds
    no JSON

A Webhook That Is A List Is Malformed
    [Tags]    C-WEB-8
    [Template]    A Webhook Is Refused That Holds
    a list

A Webhook Without A Job Is Malformed
    [Tags]    C-WEB-8
    [Template]    A Webhook Is Refused That Holds
    no job

A Webhook Without A Status Is Malformed
    [Tags]    C-WEB-8
    [Template]    A Webhook Is Refused That Holds
    no status

A Webhook With An Unknown Status Is Malformed
    [Tags]    C-WEB-8
    [Template]    A Webhook Is Refused That Holds
    an unknown status

A Webhook Without A Time Is Malformed
    [Tags]    C-WEB-8
    [Template]    A Webhook Is Refused That Holds
    no time

A Webhook With A Time In Words Is Malformed
    [Tags]    C-WEB-8
    [Template]    A Webhook Is Refused That Holds
    a time in words
