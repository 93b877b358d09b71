*** Settings ***
Documentation    Phase 3, section 5: core workflows of users. Asked of docker and cloud; elsewhere a rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A New User Registers, Uploads And Retrieves
    [Tags]    P3-5.1    smoke
    one document    facts found by search    ==    100 %

A Returning User Uploads In Bulk
    [Tags]    P3-5.2
    a returning user's ten documents    documents embedded    ==    100 %

A Returning User Follows Each Job To Its End
    [Tags]    P3-5.2
    a returning user's ten documents    jobs followed to their end    ==    100 %

A User With Few Documents Does Not Wait For One With Many
    [Tags]    P3-5.3    P9-13.1
    a user with few documents beside one with many    waiting documents of the many that went first    <=    60 %

A User With Many Documents Loses None By It
    [Tags]    P3-5.3
    a user with few documents beside one with many    documents embedded    ==    100 %

A File Over 100 MB Is Taken
    [Tags]    P3-5.4
    a very large document    size of the file    >    100 MB

A File Over 100 MB Is Processed
    [Tags]    P3-5.4
    a very large document    documents embedded    ==    100 %

What A File Over 100 MB Says Is Found
    [Tags]    P3-5.4
    a very large document    facts found by search    ==    100 %
