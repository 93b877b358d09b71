*** Settings ***
Documentation    The contract, access: nobody reads, changes or notices what belongs to another user.

Resource         ../../resources/promises.resource

Suite Setup      Anna And Ben Each Have A Document
Test Template    Anothers Document Is Answered Like An Unknown One


*** Test Cases ***    CALL
Another User's Job Is Answered Like An Unknown One
    [Tags]    C-ACC-1
    job

Another User's Document Is Answered Like An Unknown One
    [Tags]    C-ACC-2
    document

Another User's Text Is Answered Like An Unknown One
    [Tags]    C-ACC-3
    content

Deleting Another User's Document Is Answered Like An Unknown One
    [Tags]    C-ACC-4
    delete

Retrying Another User's Job Is Answered Like An Unknown One
    [Tags]    C-ACC-5
    retry

A User's Lists Hold Nothing Of Another User
    [Tags]    C-ACC-6
    [Template]    NONE
    Get Listed Jobs    ${BEN}    ==    ${OF BEN.job_id}
    Get Document Names    ${BEN}    ==    ${OF BEN.document.filename}

Search Finds Nothing Of Another User
    [Tags]    C-ACC-7
    [Template]    NONE
    ${fact} =    Given Get Fact    ${SENT}
    And Get Documents Found    ${ANNA}    ${fact.question}    contains    ${SENT.document_id}
    Then Get Documents Found    ${BEN}    ${fact.question}    ==    ${OF BEN.document_id}
    And Get Passages    ${BEN}    ${fact.question}    not contains    ${fact.answer}

The Agent Answers Nothing From Another User's Document
    [Tags]    C-ACC-8
    [Template]    NONE
    ${fact} =    Given Get Fact    ${SENT}
    ${own} =    And Ask Agent    ${ANNA}    ${fact.question}
    And Get Reply    ${own}    contains    ${fact.answer}
    ${reply} =    When Ask Agent    ${BEN}    ${fact.question}
    Then Get Reply    ${reply}    not contains    ${fact.answer}

Live Status Is About A User's Own Jobs
    [Tags]    C-ACC-10
    [Template]    NONE
    ${page} =    Given Listen    ${BEN}
    When Wait For Message    ${page}    ${OF BEN}
    Then Get Jobs In Messages    ${page}    ==    ${OF BEN.job_id}

Stored Objects Open To Their Owner Alone
    [Tags]    C-ACC-12
    [Template]    NONE
    Get Object Outcome    ${SENT}    ${ANNA}    ==    opened
    Get Object Outcome    ${SENT}    ${BEN}    ==    refused
    Get Object Outcome    ${SENT}    ${ANNA}    ==    opened    bucket=parsed
    Get Object Outcome    ${SENT}    ${BEN}    ==    refused    bucket=parsed

Nobody Signs A Link To Another User's Object
    [Tags]    C-ACC-15
    [Template]    NONE
    ${name} =    Given Get Object Name    ${SENT}
    Then Get Storage Outcome    ${ANNA}    POST    sign/raw/${name}    ==    opened
    And Get Storage Outcome    ${BEN}    POST    sign/raw/${name}    ==    refused
