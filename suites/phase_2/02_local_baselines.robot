*** Settings ***
Documentation    Phase 2, section 2: what people do on the web page works in every browser. Other engines than Chromium
...              are run by `--include browsers` and at night.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        P2-2.1


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Newcomer Gets From Registering To The Source Of An Answer In Chromium
    a newcomer on the page in chromium    moments on the page as expected    ==    100 %

Files Of All Kinds Are Taken Or Refused In Words In Chromium
    files of all kinds on the page in chromium    moments on the page as expected    ==    100 %

The Page Survives An Interruption In Chromium
    an interruption on the page in chromium    moments on the page as expected    ==    100 %

A Newcomer Gets From Registering To The Source Of An Answer In Firefox
    [Tags]    browsers
    a newcomer on the page in firefox    moments on the page as expected    ==    100 %

Files Of All Kinds Are Taken Or Refused In Words In Firefox
    [Tags]    browsers
    files of all kinds on the page in firefox    moments on the page as expected    ==    100 %

The Page Survives An Interruption In Firefox
    [Tags]    browsers
    an interruption on the page in firefox    moments on the page as expected    ==    100 %

A Newcomer Gets From Registering To The Source Of An Answer In WebKit
    [Tags]    browsers
    a newcomer on the page in webkit    moments on the page as expected    ==    100 %

Files Of All Kinds Are Taken Or Refused In Words In WebKit
    [Tags]    browsers
    files of all kinds on the page in webkit    moments on the page as expected    ==    100 %

The Page Survives An Interruption In WebKit
    [Tags]    browsers
    an interruption on the page in webkit    moments on the page as expected    ==    100 %

There Is A Browser With Each Of The Three Engines
    [Tags]    browsers
    the browsers of this machine    browsers covered    >=    3 browsers

The Page Has No Trouble While A Newcomer Uses It In Chromium
    a newcomer on the page in chromium    trouble on the page    ==    0 %

The Page Has No Trouble With Files Of All Kinds In Chromium
    files of all kinds on the page in chromium    trouble on the page    ==    0 %

The Page Has No Trouble While A Newcomer Uses It In Firefox
    [Tags]    browsers
    a newcomer on the page in firefox    trouble on the page    ==    0 %

The Page Has No Trouble With Files Of All Kinds In Firefox
    [Tags]    browsers
    files of all kinds on the page in firefox    trouble on the page    ==    0 %

The Page Has No Trouble While A Newcomer Uses It In WebKit
    [Tags]    browsers
    a newcomer on the page in webkit    trouble on the page    ==    0 %

The Page Has No Trouble With Files Of All Kinds In WebKit
    [Tags]    browsers
    files of all kinds on the page in webkit    trouble on the page    ==    0 %
