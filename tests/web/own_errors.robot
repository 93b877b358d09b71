*** Settings ***
Documentation     The page reports its own errors to the API, so that their rate can be measured.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Test Cases ***
An Error Of The Page Reaches The Metrics
    ${before} =    Value Of Metric    client_errors_total
    Evaluate Javascript    ${None}    () => { setTimeout(() => { throw new Error('on purpose') }) }
    Metric Should Exceed    client_errors_total    ${before}

An Unhandled Rejection Reaches The Metrics
    ${before} =    Value Of Metric    client_errors_total
    Evaluate Javascript    ${None}    () => { Promise.reject(new Error('on purpose')) }
    Metric Should Exceed    client_errors_total    ${before}

Each Load Of The Page Is Counted
    ${before} =    Value Of Metric    client_loads_total
    Reload
    Metric Should Exceed    client_loads_total    ${before}

A Full Session Causes No Error
    ${before} =    Value Of Metric    client_errors_total
    Sign In As A New Person
    ${document} =    Upload    web-no-error
    Ask    ${document}[question]
    The Agent Says    ${document}[answer]
    Click    ${SIGN OUT}
    The Sign In Form Is Shown
    ${after} =    Value Of Metric    client_errors_total
    Should Be Equal    ${before}    ${after}
