*** Settings ***
Documentation    The contract, deletion: nothing of a deleted document is left but its entry in the audit log.

Resource         ../../resources/promises.resource

Suite Setup      Anna Has Deleted One Of Two Documents
Test Template    A Deleted Document Leaves No Row In


*** Test Cases ***    TABLE
A Deleted Document Leaves No Row Among The Documents
    [Tags]    C-DEL-1
    documents

A Deleted Document Leaves No Job
    [Tags]    C-DEL-1
    jobs

A Deleted Document Leaves No Event
    [Tags]    C-DEL-1
    events

A Deleted Document Leaves No Row Among The Chunks And Vectors
    [Tags]    C-DEL-2
    chunks

A Deleted Document Leaves No Chunk In The Buffer
    [Tags]    C-DEL-3
    chunk_buffer

A Deleted Document Leaves No Vector In The Buffer
    [Tags]    C-DEL-3
    vector_buffer

A Sentence Of A Deleted Document Is Nowhere In The Database
    [Tags]    C-DEL-2
    [Template]    NONE
    ${of kept} =    Given Get Fact    ${KEPT}
    ${of deleted} =    And Get Fact    ${DELETED}
    And Get Places In Database    ${of kept.answer}    contains    upload_pipeline.document_chunks
    Then Get Places In Database    ${of deleted.answer}    ==

A Deleted Document Leaves No Stored Object
    [Tags]    C-DEL-4
    [Template]    NONE
    Get Stored Objects    ${KEPT}    ==    raw    parsed
    Get Stored Objects    ${DELETED}    ==

Asking For A Deleted Document Is Answered Like Asking For An Unknown One
    [Tags]    C-DEL-5
    [Template]    A Deleted Document Is Unknown To
    document

The Text Of A Deleted Document Is Answered Like An Unknown One
    [Tags]    C-DEL-5
    [Template]    A Deleted Document Is Unknown To
    content

The Job Of A Deleted Document Is Answered Like An Unknown One
    [Tags]    C-DEL-5
    [Template]    A Deleted Document Is Unknown To
    job

Deleting A Deleted Document Is Answered Like An Unknown One
    [Tags]    C-DEL-6
    [Template]    A Deleted Document Is Unknown To
    delete

The Lists Of A User Hold No Deleted Document
    [Tags]    C-DEL-5
    [Template]    NONE
    Get Document Names    ${ANNA}    ==    ${KEPT.document.filename}
    Get Listed Jobs    ${ANNA}    ==    ${KEPT.job_id}

Search Finds Nothing Of A Deleted Document
    [Tags]    C-DEL-7
    [Template]    NONE
    ${fact} =    Given Get Fact    ${DELETED}
    Then Get Documents Found    ${ANNA}    ${fact.question}    ==    ${KEPT.document_id}

The Agent Answers Nothing From The Deleted Document
    [Tags]    C-DEL-8
    [Template]    NONE
    Get Facts Answered    ${KEPT}    ==    100 %
    Get Facts Answered    ${DELETED}    ==    0 %

Deleting One Document Leaves The Others Whole
    [Tags]    C-DEL-9
    [Template]    NONE
    Get Facts Found    ${KEPT}    ==    100 %
    Get Uploads Read Back    ${KEPT}    ==    100 %
    Get Facts In Parsed Text    ${KEPT}    ==    100 %
    Get History Violations    ${KEPT}    ==    0 violations

A Deletion Stays In The Audit Log
    [Tags]    C-DEL-10
    [Template]    NONE
    Get Audit Detail    ${ANNA}    document.deleted    object    contains    ${DELETED.document_id}

A Webhook After The Deletion Brings Nothing Back
    [Tags]    C-DEL-11
    [Template]    NONE
    When Get Webhook Outcome    ${DELETED}    ==    accepted    text=A text that comes too late.
    Then Get Places In Database    A text that comes too late.    ==
    And Get Call Outcome    ${ANNA}    content    ==    hidden    of=${DELETED}

A Document Deleted Under Way Does Not Come Back
    [Tags]    C-DEL-11
    [Template]    NONE
    ${policy} =    Given Generate Document    pages=6
    ${under way} =    And Upload Document    ${ANNA}    ${policy}
    And Wait For Stage    ${under way}    job_validated
    When Delete Document    ${under way}
    ${later} =    And Upload Document    ${ANNA}
    And Wait For End    ${later}
    Then Get Row Count    ${under way}    chunks    ==    0 rows
    And Get Row Count    ${under way}    chunk_buffer    ==    0 rows
    And Get Row Count    ${under way}    jobs    ==    0 rows

A Deleted File Can Be Uploaded Again
    [Tags]    C-DEL-12
    [Template]    NONE
    ${again} =    When Upload Document    ${ANNA}    ${POLICY}
    And Wait For End    ${again}
    Then Get Job State    ${again}    ==    done
    And Get Facts Found    ${again}    ==    100 %
    [Teardown]    Delete Document    ${again}
