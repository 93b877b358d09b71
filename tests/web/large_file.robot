*** Settings ***
Documentation     A file of 200 MiB is hashed and sent while the page stays responsive.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Test Cases ***
Two Hundred Mebibytes Do Not Freeze The Page
    ${person} =    Sign In As A New Person    plan=large
    ${large} =    A Large Document    199.9
    Limit Upload Speed    2000000
    Choose    ${large}
    Let Progress Appear And Speed Up    ${large}
    The Pipeline Has Validated    ${large}
    The Page Never Froze Longer Than    1.0
    Upload Progress Was Shown    ${large}
    The Page Announced The Right Hash    ${person}    ${large}
