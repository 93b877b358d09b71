*** Settings ***
Documentation     Documents are added, followed and deleted.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Variables ***
${ODD NAME}       "><img src=x onerror=started=1>.pdf


*** Test Cases ***
Several Files At Once Become Ready And Every Stage Is Shown
    Sign In As A New Person
    Follow Live
    ${first} =    A Document    web-one    pages=2
    ${second} =    A Document    web-two    pages=2
    ${third} =    A Document    web-three    pages=2
    Choose    ${first}    ${second}    ${third}
    All Documents Become Ready    ${first}    ${second}    ${third}
    Every Stage Was Received    3

Dropped Files Become Ready
    Sign In As A New Person
    Follow Live
    ${first} =    A Document    web-dropped-one
    ${second} =    A Document    web-dropped-two
    Drop    ${first}    ${second}
    All Documents Become Ready    ${first}    ${second}

The Upload Of A Big File Shows Its Progress
    Sign In As A New Person
    ${big} =    A Large Document    20
    Limit Upload Speed    500000
    Choose    ${big}
    Let Progress Appear And Speed Up    ${big}
    The Row Shows    ${big}    Ready
    Upload Progress Was Shown    ${big}

A Duplicate File Leads To The First Upload
    Sign In As A New Person
    ${document} =    Upload    web-twice
    Choose    ${document}
    The Row Shows    ${document}    You uploaded this file before
    Click    role=button[name="Show the first one"]
    Get Element States    li:has(h3):focus:has-text("Ready")    contains    visible

A Too Large File Is Refused With A Reason
    Sign In As A New Person
    ${large} =    A Large Document    25.1
    Choose    ${large}
    The Row Shows    ${large}    larger than the 25 MiB

A File Of Another Type Is Refused With A Reason
    Sign In As A New Person
    ${text} =    A Text File
    Choose    ${text}
    The Row Shows    ${text}    Only PDF files are accepted

A Damaged File Becomes A Dead Letter And Says Why
    Sign In As A New Person
    ${damaged} =    A Bad Document    damaged    web
    Choose    ${damaged}
    The Row Shows    ${damaged}    The PDF is damaged
    The Row Shows    ${damaged}    Failed

A Late List Removes No Document
    [Setup]    Open The Page    late_lists.js
    Sign In As A New Person
    Follow Live
    Hold Back The Lists
    ${document} =    Upload    web-late-list
    Mark The Row Of    ${document}
    Release The Lists
    The Row Is Still The Marked One    ${document}

A Late List Brings Back No Deleted Document
    [Setup]    Open The Page    late_lists.js
    Sign In As A New Person
    Follow Live
    ${document} =    Upload    web-late-ghost
    The Page Has Read Its Lists
    Hold Back The Lists
    Click In Row    Delete    ${document}
    Click    role=dialog >> role=button[name="Delete"]
    The Document Is Not Listed    ${document}
    Release The Lists
    The Document Is Not Listed    ${document}

A Document Is Deleted Only After Confirmation
    ${person} =    Sign In As A New Person
    ${document} =    Upload    web-deleted
    Click In Row    Delete    ${document}
    Click    role=dialog >> role=button[name="Keep it"]
    The Row Shows    ${document}    Ready
    Click In Row    Delete    ${document}
    Click    role=dialog >> role=button[name="Delete"]
    The Document Is Not Listed    ${document}
    No Document Is Left For    ${person}

A File Name With Markup Is Shown As Text
    Sign In As A New Person
    ${document} =    A Document    web-name    name=${ODD NAME}
    Choose    ${document}
    Wait For Elements State    role=heading >> text=onerror    visible
    Wait For Elements State    li:has(h3:has-text("onerror")):has-text("Ready")    visible    timeout=120s
    No Script Was Executed

A Cancelled Upload Leaves No Document
    ${person} =    Sign In As A New Person
    ${big} =    A Large Document    20
    Limit Upload Speed    50000
    Choose    ${big}
    The Row Shows    ${big}    Sending
    Click In Row    Cancel    ${big}
    The Document Is Not Listed    ${big}
    No Document Is Left For    ${person}
