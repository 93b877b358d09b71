*** Settings ***
Documentation    Phase 3, section 5: the core workflows of users. Required in Docker and the cloud; elsewhere a
...              rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A New User Uploads A Document And Finds Every Fact In It
    [Tags]    P3-5.1    smoke
    one document    facts found by search    ==    100 %

A Returning User's Bulk Upload Is Embedded In Full
    [Tags]    P3-5.2
    a returning user's ten documents    documents embedded    ==    100 %

A Returning User Follows Each Job To Its End
    [Tags]    P3-5.2
    a returning user's ten documents    jobs followed to their end    ==    100 %

The History Of A Returning User's Documents Is Flawless
    [Tags]    P3-5.2
    a returning user's ten documents    history violations    ==    0 violations

A Light User Waits For At Most 60 Percent Of A Heavy User's Queue
    [Tags]    P3-5.3    P9-13.1
    a light user beside a heavy user    heavy user's documents that went first    <=    60 %

A Heavy And A Light User Both Get Every Document Embedded
    [Tags]    P3-5.3
    a light user beside a heavy user    documents embedded    ==    100 %

The Histories Of A Heavy And A Light User Are Flawless
    [Tags]    P3-5.3
    a light user beside a heavy user    history violations    ==    0 violations

A File Over 100 MB Is Accepted
    [Tags]    P3-5.4
    a very large document    file size    >    100 MB

A File Over 100 MB Is Stored Byte For Byte
    [Tags]    P3-5.4
    a very large document    uploads read back byte for byte    ==    100 %

A File Over 100 MB Is Embedded
    [Tags]    P3-5.4
    a very large document    documents embedded    ==    100 %

Search Finds Every Fact In A File Over 100 MB
    [Tags]    P3-5.4
    a very large document    facts found by search    ==    100 %

A File Over 100 MB Leaves A Flawless History
    [Tags]    P3-5.4
    a very large document    history violations    ==    0 violations
