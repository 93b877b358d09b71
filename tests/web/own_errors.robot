*** Settings ***
Documentation     What goes wrong in the page itself is told to the API, so that its rate can be measured.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Test Cases ***
An Error Of The Page Reaches The Metrics
    ${before} =    Counted    client_errors_total
    Evaluate Javascript    ${None}    () => { setTimeout(() => { throw new Error('on purpose') }) }
    Counted Should Become More Than    client_errors_total    ${before}

A Promise That Nobody Caught Reaches The Metrics
    ${before} =    Counted    client_errors_total
    Evaluate Javascript    ${None}    () => { Promise.reject(new Error('on purpose')) }
    Counted Should Become More Than    client_errors_total    ${before}

Loading The Page Is Counted Beside Them
    ${before} =    Counted    client_loads_total
    Reload
    Counted Should Become More Than    client_loads_total    ${before}

The Whole Way Leaves No Error
    ${before} =    Counted    client_errors_total
    Be Signed In
    ${document} =    Upload    web-no-error
    Ask    ${document}[question]
    The Agent Says    ${document}[answer]
    Click    ${SIGN OUT}
    The Form Is Shown
    ${after} =    Counted    client_errors_total
    Should Be Equal    ${before}    ${after}
