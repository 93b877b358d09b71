*** Settings ***
Documentation     The page stays true to the pipeline when the network fails.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Test Cases ***
An Outage Of The Api Hides No Stage
    Sign In As A New Person
    Sockets Were Opened    1
    ${document} =    Upload A Document That Waits For The Model    web-cut
    Run Service Command    stop    api
    Clear The Weather
    The Pipeline Has Finished    ${document}
    Run Service Command    start    api
    Sockets Were Opened    2
    Stages Shown Should Become    9    ${document}
    Every Stage Was Received    1

A Restart Of The Api Hides No Stage
    Sign In As A New Person
    Sockets Were Opened    1
    Run Service Command    restart    api
    Sockets Were Opened    2
    ${document} =    Upload    web-restart
    Every Stage Was Shown    ${document}

Without WebSockets The Page Polls Within The Limit
    [Setup]    Open The Page With A Clock    no_sockets.js
    Sign In As A New Person
    ${document} =    Upload A Document That Waits For The Model    web-asking
    Let A Minute Pass
    Stages Shown Should Become    8    ${document}
    Clear The Weather
    The Pipeline Has Finished    ${document}
    Let A Minute Pass
    Stages Shown Should Become    9    ${document}
    Calls Per Minute Should Be At Most    10    /api/v2/jobs

Without WebSockets A Reload Shows The Current State
    [Setup]    Open The Page    no_sockets.js
    Sign In As A New Person
    ${document} =    Upload    web-reload
    Reload
    The Row Shows    ${document}    Ready

A Change In One Tab Shows In The Other
    Sign In As A New Person
    ${first} =    Open A Copy Of The Tab
    ${document} =    Upload    web-tabs
    Switch Page    ${first}
    The Row Shows    ${document}    Ready
