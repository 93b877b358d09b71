*** Settings ***
Documentation     A file of 200 MiB is hashed and sent while the page stays responsive.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Test Cases ***
Two Hundred Mebibytes Do Not Freeze The Page
    ${person} =    Be Signed In    plan=large
    ${large} =    A Large Document    199.9
    Slow Uploads Down    2000000
    Choose    ${large}
    Its First Bytes Are Shown    ${large}
    The Pipeline Has Checked    ${large}
    The Page Never Stood Still For    1.0
    The Bytes Were Shown On Their Way    ${large}
    The Hash Was Right    ${person}    ${large}
