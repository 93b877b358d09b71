*** Settings ***
Documentation    Phase 3, section 2: errors that a user of the page has. Required in Docker and the cloud; elsewhere a
...              rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        P3-2.5


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
The Page Has No Trouble While A Newcomer Uses It
    a newcomer on the page in chromium    trouble on the page    <    0.5 %

The Page Has No Trouble With Files Of All Kinds
    files of all kinds on the page in chromium    trouble on the page    <    0.5 %

The Page Has No Trouble While A Newcomer Uses It In Firefox
    [Tags]    browsers
    a newcomer on the page in firefox    trouble on the page    <    0.5 %

The Page Has No Trouble With Files Of All Kinds In Firefox
    [Tags]    browsers
    files of all kinds on the page in firefox    trouble on the page    <    0.5 %

The Page Has No Trouble While A Newcomer Uses It In WebKit
    [Tags]    browsers
    a newcomer on the page in webkit    trouble on the page    <    0.5 %

The Page Has No Trouble With Files Of All Kinds In WebKit
    [Tags]    browsers
    files of all kinds on the page in webkit    trouble on the page    <    0.5 %
