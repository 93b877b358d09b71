*** Settings ***
Documentation    The three scenarios that docs/writing-specs.md walks through. They run if they are asked for, and no
...              decision rests on them.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready
Test Tags        example


*** Test Cases ***
The Agent Answers Only From The Document That Is Left
    ${anna} =    Given New User
    ${kept} =    And Upload Document    ${anna}
    ${deleted} =    And Upload Document    ${anna}
    And Wait For End    ${kept}    ${deleted}
    And Get Facts Answered    ${deleted}    ==    100 %
    When Delete Document    ${deleted}
    Then Get Facts Answered    ${deleted}    ==    0 %
    And Get Facts Answered    ${kept}    ==    100 %
    And Get Own Sources    ${kept}    ==    100 %

A Document Waits For The Model And Is Done When It Is Back
    ${anna} =    Given New User
    When Stop Service    openai
    ${sent} =    And Upload Document    ${anna}
    Then Wait For State    ${sent}    retryable    within=30 s
    And Get Job Reason    ${sent}    ==    embedder_unavailable
    And Get Job Message    ${sent}    contains    The model is away
    When Start Service    openai
    Then Wait For State    ${sent}    done    within=60 s
    And Get Facts Found    ${sent}    ==    100 %

The Events Of A Job Tell Its Nine Stages In Order
    ${anna} =    Given New User
    ${sent} =    And Upload Document    ${anna}
    When Wait For End    ${sent}    within=60 s
    VAR    ${told} =
    ...    SELECT payload ->> 'stage' FROM {events}
    ...    WHERE job_id = '${sent.job_id}' AND type = 'stage_done' ORDER BY event_id
    Then Query Column    ${told}    ==    @{NINE STAGES}
