*** Settings ***
Documentation     Pictures of the page in each state: python -m tests.web.screenshots FOLDER

Resource          states.resource

Suite Setup       Open The Browser
Test Setup        Open The Page    reducedMotion=reduce
Test Teardown     Leave The Page

Test Tags         pictures


*** Test Cases ***
Signed Out
    Take Pictures    signed-out

Empty
    Sign In As A New Person
    Wait For Elements State    text=Nothing here yet    visible
    Take Pictures    empty

Busy
    Sign In As A New Person
    Show A Busy Page    pictures-busy
    Take Pictures    busy

Errors
    Sign In As A New Person
    Show Errors    pictures-errors
    Take Pictures    errors

Done
    Sign In As A New Person
    Show Finished Work    pictures-done
    Take Pictures    done
    Open A Source
    Take Pictures    source
