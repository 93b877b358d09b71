*** Settings ***
Documentation     Coming in, staying in, and going out.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Test Cases ***
A Stranger Creates An Account, Signs Out And Signs In Again
    ${newcomer} =    A Newcomer
    Click    ${NEW HERE}
    Fill In The Form    ${newcomer}
    Click    ${CREATE}
    The Work Is Shown
    Click    ${SIGN OUT}
    The Form Is Shown
    Sign In As    ${newcomer}
    The Work Is Shown

A Wrong Password Is Said In Words
    ${person} =    Someone
    Sign In With A Wrong Password As    ${person}
    It Says    The e-mail address or the password is wrong
    It Says    Reference: web-
    Sign In As    ${person}
    The Work Is Shown

An Address That Is Taken Is Said In Words
    ${person} =    Someone
    Click    ${NEW HERE}
    Fill In The Form    ${person}
    Click    ${CREATE}
    It Says    There is an account with this e-mail address already

A Reload Keeps The Session
    Be Signed In
    Reload
    The Work Is Shown
    Reload
    The Work Is Shown

A Signed Out Page Stays Signed Out
    Be Signed In
    Click    ${SIGN OUT}
    The Form Is Shown
    Reload
    The Form Is Shown

No Token Is Kept Where Other Pages Or Sessions Find It
    ${person} =    Be Signed In
    Reload
    The Work Is Shown
    No Token Is Kept    ${person}[password]

The Session Is Renewed Before It Ends
    [Setup]    Open The Page With A Clock
    Be Signed In
    ${first} =    Session That Is Kept
    Advance Clock    15 minutes
    Another Session Is Kept Than    ${first}
    Reload
    The Work Is Shown

Two Tabs Of One Session Do Not Throw Each Other Out
    Be Signed In
    ${first} =    Open A Copy Of The Tab
    Reload
    The Work Is Shown
    Switch Page    ${first}
    Reload
    The Work Is Shown

Signing Out Of One Tab Is Signing Out Of Its Copy
    Be Signed In
    ${first} =    Open A Copy Of The Tab
    Click    ${SIGN OUT}
    The Form Is Shown
    Switch Page    ${first}
    The Form Is Shown
