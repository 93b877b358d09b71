*** Settings ***
Documentation     Users register, sign in, stay signed in and sign out.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Test Cases ***
A New User Creates An Account, Signs Out And Signs In Again
    ${newcomer} =    A Newcomer
    Click    ${NEW HERE}
    Fill In The Form    ${newcomer}
    Click    ${CREATE}
    The Documents Are Shown
    Click    ${SIGN OUT}
    The Sign In Form Is Shown
    Sign In As    ${newcomer}
    The Documents Are Shown

A Wrong Password Is Explained
    ${person} =    A Person
    Sign In With A Wrong Password As    ${person}
    An Alert Says    The e-mail address or the password is wrong
    An Alert Says    Reference: web-
    Sign In As    ${person}
    The Documents Are Shown

A Taken Address Is Explained
    ${person} =    A Person
    Click    ${NEW HERE}
    Fill In The Form    ${person}
    Click    ${CREATE}
    An Alert Says    There is an account with this e-mail address already

A Reload Keeps The Session
    Sign In As A New Person
    Reload
    The Documents Are Shown
    Reload
    The Documents Are Shown

A Reload After Signing Out Stays Signed Out
    Sign In As A New Person
    Click    ${SIGN OUT}
    The Sign In Form Is Shown
    Reload
    The Sign In Form Is Shown

No Token Is Stored Where Other Pages Or Sessions Can Read It
    ${person} =    Sign In As A New Person
    Reload
    The Documents Are Shown
    No Token Is Stored    ${person}[password]

The Session Is Renewed Before It Ends
    [Setup]    Open The Page With A Clock
    Sign In As A New Person
    ${first} =    Stored Session
    Advance Clock    15 minutes
    The Session Is Renewed From    ${first}
    Reload
    The Documents Are Shown

Two Tabs Of One Session Do Not Sign Each Other Out
    Sign In As A New Person
    ${first} =    Open A Copy Of The Tab
    Reload
    The Documents Are Shown
    Switch Page    ${first}
    Reload
    The Documents Are Shown

Signing Out In One Tab Signs Out Its Copy
    Sign In As A New Person
    ${first} =    Open A Copy Of The Tab
    Click    ${SIGN OUT}
    The Sign In Form Is Shown
    Switch Page    ${first}
    The Sign In Form Is Shown
