*** Settings ***
Documentation     The page stays true to the pipeline when the network does not help.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Test Cases ***
A Cut Of The Api Hides No Stage
    Be Signed In
    A New Socket Is Open    1
    ${document} =    A Document In The Hands Of The Model    web-cut
    Do With Service    stop    api
    Let The Weather Be Fair
    The Pipeline Has Finished    ${document}
    Do With Service    start    api
    A New Socket Is Open    2
    So Many Stages Are Shown    9    ${document}
    Every Stage Was Told    1

A Restart Of The Api Is Nothing To Worry About
    Be Signed In
    A New Socket Is Open    1
    Do With Service    restart    api
    A New Socket Is Open    2
    ${document} =    Upload    web-restart
    Every Stage Was Shown    ${document}

Without WebSockets The Page Asks Instead And Not Too Often
    [Setup]    Open The Page With A Clock    no_sockets.js
    Be Signed In
    ${document} =    A Document In The Hands Of The Model    web-asking
    Let A Minute Pass
    So Many Stages Are Shown    8    ${document}
    Let The Weather Be Fair
    The Pipeline Has Finished    ${document}
    Let A Minute Pass
    So Many Stages Are Shown    9    ${document}
    The Page Asked No More Often Than    10    /api/v2/jobs

Without WebSockets A Reload Shows What Is There
    [Setup]    Open The Page    no_sockets.js
    Be Signed In
    ${document} =    Upload    web-reload
    Reload
    It Becomes    ${document}    Ready

What Happens In One Tab Is Seen In The Other
    Be Signed In
    ${first} =    Open A Copy Of The Tab
    ${document} =    Upload    web-tabs
    Switch Page    ${first}
    It Becomes    ${document}    Ready
