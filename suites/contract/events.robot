*** Settings ***
Documentation    The contract, events: complete, in order, at true times, with their reasons.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
The Events Of A Document Are Complete And In Order
    [Tags]    C-EVT-1    C-EVT-8
    ${letter} =    Given Shared Document    letter
    Then Get Completed Stages    ${letter}    ==    9 stages
    And Get Job Events    ${letter}    contains    stage_started    stage_done    finalized
    And Get History Violations    ${letter}    ==    0 violations

Events Are Dated When They Happened
    [Tags]    C-EVT-2
    ${anna} =    Given New User
    ${sent} =    When Process Document    ${anna}
    Then Get Events At Impossible Times    ${sent}    ==    0 events

A Document Without Trouble Has No Error Among Its Events
    [Tags]    C-EVT-5
    ${report} =    Given Shared Document    report
    Then Get Event Codes    ${report}    ==
    And Get Job Events    ${report}    not contains    error    retry

An Error Among The Events Has The Code And The Sentence Of The Job
    [Tags]    C-EVT-3
    ${anna} =    Given New User
    ${blank} =    And Generate Bad Document    blank
    ${sent} =    When Process Document    ${anna}    ${blank}
    ${said} =    And Get Job Message    ${sent}
    Then Get Event Codes    ${sent}    ==    no_text
    VAR    ${told} =    SELECT payload ->> 'message' FROM {events} WHERE job_id = '${sent.job_id}' AND type = 'error'
    And Query Column    ${told}    ==    ${said}

The Severity Of Each Event Fits
    [Tags]    C-EVT-4
    ${anna} =    Given New User
    ${blank} =    And Generate Bad Document    blank
    ${sent} =    When Process Document    ${anna}    ${blank}
    ${letter} =    And Shared Document    letter
    Then Get Events With Fitting Severity    ${sent}    ==    100 %
    And Get Events With Fitting Severity    ${letter}    ==    100 %
