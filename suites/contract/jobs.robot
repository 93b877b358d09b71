*** Settings ***
Documentation    The contract, states of a job: how it ends, how it is tried again, and who may do that.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
A Document That Is Done Says So
    [Tags]    C-JOB-1
    ${letter} =    Given Shared Document    letter
    Then Get Job State    ${letter}    ==    done
    And Get Job Progress    ${letter}    ==    100 %
    And Get Job Retries    ${letter}    ==    0 retries
    And Get Job Reason    ${letter}    ==    ${EMPTY}
    And Get Document Detail    ${letter}    processing_status    ==    embedded

A Job That Is Done Belongs To No Worker
    [Tags]    C-JOB-9
    ${letter} =    Given Shared Document    letter
    VAR    ${free} =
    ...    SELECT claimed_by IS NULL AND lease_until IS NULL AND finished_at IS NOT NULL
    ...    FROM {jobs} WHERE job_id = '${letter.job_id}'
    Then Query Column    ${free}    ==    True

A Failure That No Retry Can Mend Is Not Tried Again
    [Tags]    C-JOB-5
    ${sent} =    Given Dead Letter
    Then Get Job State    ${sent}    ==    deadletter
    And Get Job Retries    ${sent}    ==    0 retries
    And Get Job Events    ${sent}    not contains    retry
    And Get Document Detail    ${sent}    processing_status    ==    deadletter

Its Owner Can Try A Dead Letter Again
    [Tags]    C-JOB-6
    ${sent} =    Given Dead Letter
    When Retry Job    ${sent}
    And Wait For End    ${sent}
    VAR    ${by hand} =    SELECT code FROM {events} WHERE job_id = '${sent.job_id}' AND type = 'retry'
    Then Query Column    ${by hand}    ==    by_hand
    And Get Job Events    ${sent}    ==    stage_started    error    finalized    retry    error    finalized

Nobody Else Can Try A Dead Letter Again
    [Tags]    C-JOB-7
    ${sent} =    Given Dead Letter
    ${ben} =    And New User
    Then Get Call Outcome    ${ben}    retry    ==    hidden    of=${sent}
    And Get Job Events    ${sent}    not contains    retry

A Job That Is Done Cannot Be Tried Again
    [Tags]    C-JOB-8
    ${letter} =    Given Shared Document    letter
    Then Get Call Outcome    ${letter.person}    retry    ==    conflict    of=${letter}
    And Get Job State    ${letter}    ==    done

A Document Is Tried Again Three Times Before It Is Given Up
    [Tags]    C-JOB-2
    [Template]    Experiment Shows
    one document that the parser refuses    retries of a document given up    ==    3 retries

Each Wait Before A Retry Is Longer Than The One Before
    [Tags]    C-JOB-3
    [Template]    Experiment Shows
    one document that the parser refuses    waits between retries that grew    ==    100 %
