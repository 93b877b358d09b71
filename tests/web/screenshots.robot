*** Settings ***
Documentation     The page in each of its states, to be looked at: python -m tests.web.screenshots FOLDER

Resource          states.resource

Suite Setup       Open The Browser
Test Setup        Open The Page    reducedMotion=reduce
Test Teardown     Leave The Page

Test Tags         pictures


*** Test Cases ***
Signed Out
    Take Pictures    signed-out

Empty
    Be Signed In
    Wait For Elements State    text=Nothing here yet    visible
    Take Pictures    empty

Busy
    Be Signed In
    Be Busy    pictures-busy
    Take Pictures    busy

Errors
    Be Signed In
    Have Errors    pictures-errors
    Take Pictures    errors

Done
    Be Signed In
    Be Done    pictures-done
    Take Pictures    done
    Open A Source
    Take Pictures    source
