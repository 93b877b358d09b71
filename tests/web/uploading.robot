*** Settings ***
Documentation     Adding documents, watching them, and taking them away again.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Variables ***
${ODD NAME}       "><img src=x onerror=started=1>.pdf


*** Test Cases ***
Several Files At Once Become Ready And Every Stage Is Shown
    Be Signed In
    Follow Live
    ${first} =    A Document    web-one    pages=2
    ${second} =    A Document    web-two    pages=2
    ${third} =    A Document    web-three    pages=2
    Choose    ${first}    ${second}    ${third}
    All Become Ready    ${first}    ${second}    ${third}
    Every Stage Was Told    3

Files That Are Dropped Become Ready
    Be Signed In
    Follow Live
    ${first} =    A Document    web-dropped-one
    ${second} =    A Document    web-dropped-two
    Drop    ${first}    ${second}
    All Become Ready    ${first}    ${second}

The Bytes Of A Big File Are Shown On Their Way
    Be Signed In
    ${big} =    A Large Document    20
    Slow Uploads Down    500000
    Choose    ${big}
    Its First Bytes Are Shown    ${big}
    It Becomes    ${big}    Ready
    The Bytes Were Shown On Their Way    ${big}

The Same File Twice Is Named And Leads To The First
    Be Signed In
    ${document} =    Upload    web-twice
    Choose    ${document}
    It Becomes    ${document}    You uploaded this file before
    Click    role=button[name="Show the first one"]
    Get Element States    li:has(h3):focus:has-text("Ready")    contains    visible

A File That Is Too Large Is Refused In Words
    Be Signed In
    ${large} =    A Large Document    25.1
    Choose    ${large}
    It Becomes    ${large}    larger than the 25 MiB

A File Of Another Kind Is Refused In Words
    Be Signed In
    ${text} =    A Text File
    Choose    ${text}
    It Becomes    ${text}    Only PDF files are accepted

A Damaged File Becomes A Dead Letter And Says Why
    Be Signed In
    ${damaged} =    A Bad Document    damaged    web
    Choose    ${damaged}
    It Becomes    ${damaged}    The PDF is damaged
    It Becomes    ${damaged}    Failed

A List That Comes Late Takes No Document Away
    [Setup]    Open The Page    late_lists.js
    Be Signed In
    Follow Live
    A List Is Late
    ${document} =    Upload    web-late-list
    Its Row Is Marked    ${document}
    The List Comes
    Its Row Is Still The Same    ${document}

A List That Comes Late Brings No Document Back
    [Setup]    Open The Page    late_lists.js
    Be Signed In
    Follow Live
    ${document} =    Upload    web-late-ghost
    The Lists Are Read
    A List Is Late
    Press    Delete    ${document}
    Click    role=dialog >> role=button[name="Delete"]
    It Is Not Listed    ${document}
    The List Comes
    It Is Not Listed    ${document}

A Document Is Deleted Only When That Is Confirmed
    ${person} =    Be Signed In
    ${document} =    Upload    web-deleted
    Press    Delete    ${document}
    Click    role=dialog >> role=button[name="Keep it"]
    It Becomes    ${document}    Ready
    Press    Delete    ${document}
    Click    role=dialog >> role=button[name="Delete"]
    It Is Not Listed    ${document}
    No Document Is Left Of    ${person}

A Name That Looks Like A Program Is Shown As Text
    Be Signed In
    ${document} =    A Document    web-name    name=${ODD NAME}
    Choose    ${document}
    Wait For Elements State    role=heading >> text=onerror    visible
    Wait For Elements State    li:has(h3:has-text("onerror")):has-text("Ready")    visible    timeout=120s
    No Program Was Started

An Upload Is Cancelled
    ${person} =    Be Signed In
    ${big} =    A Large Document    20
    Slow Uploads Down    50000
    Choose    ${big}
    It Becomes    ${big}    Sending
    Press    Cancel    ${big}
    It Is Not Listed    ${big}
    No Document Is Left Of    ${person}
