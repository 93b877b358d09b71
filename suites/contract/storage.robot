*** Settings ***
Documentation    The contract, storage: what links open and take, and what the storage refuses whoever asks.

Resource         ../../resources/promises.resource

Suite Setup      Anna And Ben Store The Same Document
Test Template    An Altered Link Opens Nothing


*** Test Cases ***    WHAT IS ALTERED
A Link With Another Signature Opens Nothing
    [Tags]    C-STO-1
    another signature

A Link Without A Signature Opens Nothing
    [Tags]    C-STO-1
    no signature

A Link Without A Token Opens Nothing
    [Tags]    C-STO-1
    no token

A Link With A Later End Opens Nothing
    [Tags]    C-STO-1
    a later end

A Link Opens Its Own Object Alone
    [Tags]    C-STO-2
    [Template]    NONE
    ${link} =    Given Sign Link    ${SENT}
    ${turned} =    When Turn Link    ${link}    ${OF BEN}
    Then Get Link Outcome    ${turned}    ==    refused
    And Get Link Outcome    ${link}    ==    opened

A Link Opens With Its Own Token Alone
    [Tags]    C-STO-3
    [Template]    NONE
    ${link} =    Given Sign Link    ${SENT}
    ${of anna} =    When Link With Token Of    ${link}    ${ANNA}
    Then Get Link Outcome    ${of anna}    ==    refused
    ${for uploads} =    When Link With Token For Uploads    ${link}
    Then Get Link Outcome    ${for uploads}    ==    refused

An Upload Link With Another Signature Takes No Bytes
    [Tags]    C-STO-4
    [Template]    An Altered Link Takes No Bytes
    another signature

An Upload Link With A Later End Takes No Bytes
    [Tags]    C-STO-4
    [Template]    An Altered Link Takes No Bytes
    a later end

An Upload Link With A Higher Limit Takes No Bytes
    [Tags]    C-STO-4
    [Template]    An Altered Link Takes No Bytes
    a higher limit

An Upload Link Takes The Bytes Of Its Own Document Alone
    [Tags]    C-STO-5
    [Template]    NONE
    ${one} =    Given Announce Document    ${ANNA}
    ${other} =    And Announce Document    ${BEN}
    ${link} =    And Get Upload Link    ${one}
    ${turned} =    When Turn Link    ${link}    ${other}
    Then Get Sending Outcome    ${other}    ${one.document}    ==    refused    link=${turned}
    And Get Stored Objects    ${other}    ==

An Upload Link Takes Bytes Once
    [Tags]    C-STO-6
    [Template]    NONE
    ${announced} =    Given Announce Document    ${ANNA}
    And Get Sending Outcome    ${announced}    ${announced.document}    ==    accepted
    Then Get Sending Outcome    ${announced}    ${announced.document}    ==    conflict
    And Get Uploads Read Back    ${announced}    ==    100 %

More Bytes Than Were Announced Are Refused And Not Kept
    [Tags]    C-STO-7
    [Template]    NONE
    ${announced} =    Given Announce Document    ${ANNA}
    ${longer} =    And Generate Document    pages=4
    Then Get Sending Outcome    ${announced}    ${longer}    ==    too_large
    And Get Sending Outcome    ${announced}    ${longer}    ==    too_large    untold=True
    And Get Stored Objects    ${announced}    ==
    And Get Sending Outcome    ${announced}    ${announced.document}    ==    accepted

Fewer Bytes Than Were Announced Are Given Up
    [Tags]    C-STO-8
    [Template]    NONE
    ${policy} =    Given Generate Document    pages=4
    ${shorter} =    And Generate Document    pages=1
    ${announced} =    And Announce Document    ${ANNA}    ${policy}
    When Get Sending Outcome    ${announced}    ${shorter}
    And Wait For End    ${announced}
    Then Get Job State    ${announced}    ==    deadletter
    And Get Job Reason    ${announced}    ==    length_mismatch

Other Bytes Than Were Announced Are Given Up
    [Tags]    C-STO-9
    [Template]    NONE
    ${policy} =    Given Generate Large Document    20 KB
    ${another} =    And Generate Large Document    20 KB
    ${announced} =    And Announce Document    ${ANNA}    ${policy}
    When Get Sending Outcome    ${announced}    ${another}    ==    accepted
    And Wait For End    ${announced}
    Then Get Job State    ${announced}    ==    deadletter
    And Get Job Reason    ${announced}    ==    hash_mismatch

A File That Is No PDF Is Given Up
    [Tags]    C-STO-10
    [Template]    NONE
    ${text} =    Given Generate Bad Document    not a pdf
    ${sent} =    When Upload Document    ${ANNA}    ${text}
    And Wait For End    ${sent}
    Then Get Job State    ${sent}    ==    deadletter
    And Get Job Reason    ${sent}    ==    not_a_pdf

A Link To Read Takes No Bytes, And One For An Upload Is Not To Read
    [Tags]    C-STO-17
    [Template]    NONE
    ${announced} =    Given Announce Document    ${ANNA}
    ${for upload} =    And Get Upload Link    ${announced}
    ${to read} =    And Sign Link    ${SENT}
    Then Get Sending Outcome    ${announced}    ${SENT.document}    ==    refused    link=${to read}
    And Get Uploads Read Back    ${SENT}    ==    100 %
    And Get Sending Outcome    ${announced}    ${announced.document}    ==    accepted
    And Get Link Outcome    ${for upload}    ==    refused

Nobody Leaves Their Folder By A Path With Dots
    [Tags]    C-STO-11
    [Template]    No Path Leads To Annas File
    /%2e%2e/

Nobody Leaves Their Folder By A Path With A Hidden Slash
    [Tags]    C-STO-11
    [Template]    No Path Leads To Annas File
    /..%2f

Nobody Leaves Their Folder By A Path With A Hidden Backslash
    [Tags]    C-STO-11
    [Template]    No Path Leads To Annas File
    /..%5c

Nobody Leaves Their Folder By A Path That Is Encoded Twice
    [Tags]    C-STO-11
    [Template]    No Path Leads To Annas File
    /%252e%252e/

Nobody Lists The Folder Of Another User
    [Tags]    C-STO-12
    [Template]    NONE
    Get Listing Outcome    ${ANNA}    ${ANNA.user_id}    ==    opened
    Get Listing Outcome    ${BEN}    ${ANNA.user_id}    ==    refused
    Get Listing Outcome    ${BEN}    ${EMPTY}    ==    refused

Users Neither Write Nor Delete In The Storage
    [Tags]    C-STO-13
    [Template]    NONE
    ${name} =    Given Get Object Name    ${SENT}
    Then Get Storage Outcome    ${ANNA}    POST    raw/${ANNA.user_id}/new.pdf    ==    refused
    And Get Storage Outcome    ${ANNA}    POST    upload/sign/raw/${ANNA.user_id}/new.pdf    ==    refused
    And Get Storage Outcome    ${ANNA}    DELETE    raw/${name}    ==    refused
    And Get Uploads Read Back    ${SENT}    ==    100 %

The Same Bytes Are Encrypted Differently In Each Object
    [Tags]    C-STO-14
    [Template]    NONE
    Get Uploads Read Back    ${SENT}    ==    100 %
    Get Uploads Read Back    ${OF BEN}    ==    100 %
    Get Stored Blocks Alike    ${SENT}    ${OF BEN}    ==    0 hits
