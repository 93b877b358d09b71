*** Settings ***
Documentation     The page can be used by everybody: by keyboard alone, on a small screen, with a screen reader.

Resource          keyboard.resource
Resource          states.resource

Suite Setup       Open The Browser
Test Setup        Open The Page    axe.min.js    reducedMotion=reduce
Test Teardown     Leave The Page


*** Test Cases ***
The Whole Way Is Gone By Keyboard Alone
    ${newcomer} =    A Newcomer
    ${document} =    A Document    web-keyboard
    Come In By Keyboard    ${newcomer}
    Choose By Keyboard    ${document}
    It Becomes    ${document}    Ready
    Ask By Keyboard    ${document}[question]
    The Agent Says    ${document}[answer]
    Open And Close The Source By Keyboard
    Delete By Keyboard    ${document}
    Sign Out By Keyboard

No Violation When Signed Out
    The Page Is Accessible    signed out

No Violation After A Wrong Password
    ${person} =    Someone
    Sign In With A Wrong Password As    ${person}
    It Says    wrong
    The Page Is Accessible    wrong password

No Violation While Empty
    Be Signed In
    Wait For Elements State    text=Nothing here yet    visible
    The Page Is Accessible    empty

No Violation While Busy
    Be Signed In
    Be Busy    web-axe-busy
    The Page Is Accessible    busy

No Violation With Errors
    Be Signed In
    Have Errors    web-axe-errors
    The Page Is Accessible    errors

No Violation When All Is Done
    Be Signed In
    Be Done    web-axe-done
    The Page Is Accessible    done
    Open A Source
    The Page Is Accessible    a source

Nothing Is Cut Off At 360 Pixels
    Set Viewport Size    360    740
    Nothing Is Cut Off
    Be Signed In
    Nothing Is Cut Off
    Be Done    web-narrow-done
    Nothing Is Cut Off
    Have Errors    web-narrow-errors
    Nothing Is Cut Off
    Be Busy    web-narrow-busy
    Nothing Is Cut Off
