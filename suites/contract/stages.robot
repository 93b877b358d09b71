*** Settings ***
Documentation    The contract, stages: what each of the nine waits for, and that it waits.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
A Document Passes The Nine Stages In Order
    [Tags]    C-STG-1
    ${letter} =    Given Shared Document    letter
    Then Get Job Stages    ${letter}    ==    @{NINE STAGES}
    And Get History Violations    ${letter}    ==    0 violations

A Document Without Its Bytes Stays In The First Stage
    [Tags]    C-STG-2
    ${anna} =    Given New User
    ${announced} =    When Announce Document    ${anna}
    And Process Document    ${anna}
    Then Get Job Stage    ${announced}    ==    queued
    And Get Job Stages    ${announced}    ==
    When Send Bytes    ${announced}
    And Wait For End    ${announced}
    Then Get Job Stages    ${announced}    ==    @{NINE STAGES}

Other Bytes Than Were Announced Do Not Pass The First Stage
    [Tags]    C-STG-3    C-JOB-4
    ${anna} =    Given New User
    ${announced} =    And Announce Document    ${anna}    sha256=${OTHER HASH}
    When Send Bytes    ${announced}
    And Wait For End    ${announced}
    Then Get Job Reason    ${announced}    ==    hash_mismatch
    And Get Job Message    ${announced}    matches    ${A SENTENCE}
    And Get Job Stages    ${announced}    ==

Fewer Bytes Than Were Announced Do Not Pass The First Stage
    [Tags]    C-STG-3
    ${anna} =    Given New User
    ${announced} =    And Announce Document    ${anna}    size=100000
    When Send Bytes    ${announced}
    And Wait For End    ${announced}
    Then Get Job Reason    ${announced}    ==    length_mismatch
    And Get Job Stages    ${announced}    ==

A File That Is No PDF Does Not Pass The First Stage
    [Tags]    C-STG-4
    ${anna} =    Given New User
    ${letter} =    And Generate Bad Document    not a pdf
    ${sent} =    When Process Document    ${anna}    ${letter}
    Then Get Job Reason    ${sent}    ==    not_a_pdf
    And Get Job Stages    ${sent}    ==

The Pipeline Remembers Under Which Name The Parser Has A Document
    [Tags]    C-STG-5
    ${letter} =    Given Shared Document    letter
    VAR    ${named} =    SELECT parser_job_id <> '' FROM {jobs} WHERE job_id = '${letter.job_id}'
    Then Query Column    ${named}    ==    True

A Text Without Words Is Not Accepted From The Parser
    [Tags]    C-STG-6
    ${anna} =    Given New User
    ${blank} =    And Generate Bad Document    blank
    ${sent} =    When Process Document    ${anna}    ${blank}
    Then Get Job Reason    ${sent}    ==    no_text
    And Get Job Stages    ${sent}    ==    queued    job_validated    parsing

A Text That Its User Has Already Is Not Embedded Again
    [Tags]    C-STG-7
    ${letter} =    Given Shared Document    letter
    ${copy} =    And Copy Document    ${letter.document}
    ${sent} =    When Process Document    ${letter.person}    ${copy}
    Then Get Job Reason    ${sent}    ==    duplicate_content
    And Get Chunk Count    ${sent}    ==    0 chunks
    And Get Job Stages    ${sent}    ==    queued    job_validated    parsing

No Chunk Can Be Found Before All Have Their Vectors
    [Tags]    C-STG-8    C-VEC-7
    ${anna} =    Given New User
    When Change Weather    openai    latency=1500 ms
    ${sent} =    And Upload Document    ${anna}
    And Wait For Stage    ${sent}    embedding
    Then Get Row Count    ${sent}    chunk_buffer    >=    1 rows
    And Get Chunk Count    ${sent}    ==    0 chunks
    When Wait For End    ${sent}
    Then Get Chunk Count    ${sent}    >=    1 chunks
    And Get Row Count    ${sent}    chunk_buffer    ==    0 rows
    And Get Row Count    ${sent}    vector_buffer    ==    0 rows

An Embedded Document Can Be Searched
    [Tags]    C-STG-9
    ${letter} =    Given Shared Document    letter
    Then Get Job Stage    ${letter}    ==    embedded
    And Get Facts Found    ${letter}    ==    100 %
