*** Settings ***
Documentation     The page works by keyboard alone, on a small screen and with a screen reader.

Resource          page.resource
Resource          ../../resources/browsers/keyboard.resource
Resource          states.resource

Suite Setup       Open The Browser
Test Setup        Open The Page    axe.min.js    reducedMotion=reduce
Test Teardown     Leave The Page


*** Test Cases ***
Every Step Works By Keyboard Alone
    ${newcomer} =    A Newcomer
    ${document} =    A Document    web-keyboard
    Register By Keyboard    ${newcomer}
    Choose By Keyboard    ${document}
    The Row Shows    ${document}    Ready
    Ask By Keyboard    ${document}[question]
    The Agent Says    ${document}[answer]
    Open And Close The Source By Keyboard
    Delete By Keyboard    ${document}
    Sign Out By Keyboard

The Page Is Accessible When Signed Out
    The Page Is Accessible    signed out

The Page Is Accessible After A Wrong Password
    ${person} =    A Person
    Sign In With A Wrong Password As    ${person}
    An Alert Says    wrong
    The Page Is Accessible    wrong password

The Page Is Accessible While Empty
    Sign In As A New Person
    Wait For Elements State    text=Nothing here yet    visible
    The Page Is Accessible    empty

The Page Is Accessible While Busy
    Sign In As A New Person
    Show A Busy Page    web-axe-busy
    The Page Is Accessible    busy

The Page Is Accessible With Errors
    Sign In As A New Person
    Show Errors    web-axe-errors
    The Page Is Accessible    errors

The Page Is Accessible With Finished Work
    Sign In As A New Person
    Show Finished Work    web-axe-done
    The Page Is Accessible    done
    Open A Source
    The Page Is Accessible    a source

Nothing Is Cut Off At 360 Pixels
    Set Viewport Size    360    740
    Nothing Is Cut Off
    Sign In As A New Person
    Nothing Is Cut Off
    Show Finished Work    web-narrow-done
    Nothing Is Cut Off
    Show Errors    web-narrow-errors
    Nothing Is Cut Off
    Show A Busy Page    web-narrow-busy
    Nothing Is Cut Off
