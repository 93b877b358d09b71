*** Settings ***
Documentation    Phase 3, section 5: the core workflows of users, as scenarios. Required in Docker and the cloud;
...              elsewhere a rehearsal. What a scenario cannot see, who goes first in a queue, is a row.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
A New User Uploads A Document And Finds Every Fact In It
    [Tags]    P3-5.1    smoke
    ${anna} =    Given New User
    ${policy} =    And Generate Document    pages=3    table=True
    ${sent} =    When Upload Document    ${anna}    ${policy}
    And Wait For End    ${sent}
    Then Get Embedded Documents    ${sent}    ==    100 %
    And Get Facts Found    ${sent}    ==    100 %

A Returning User Uploads Ten Documents At Once And Follows Each To Its End
    [Tags]    P3-5.2
    ${anna} =    Given New User
    ${returning} =    And Sign In Again    ${anna}
    ${sent} =    When Upload Documents    ${returning}    10
    And Wait For End    ${sent}    within=120 s
    Then Get Embedded Documents    ${sent}    ==    100 %
    And Get History Violations    ${sent}    ==    0 violations

A Heavy And A Light User At Once Both Get Every Document Embedded
    [Tags]    P3-5.3
    ${heavy} =    Given New User
    ${light} =    And New User
    ${many} =    When Upload Documents    ${heavy}    12
    ${few} =    And Upload Documents    ${light}    2
    And Wait For End    ${many}    ${few}    within=120 s
    Then Get Embedded Documents    ${many}    ==    100 %
    And Get Embedded Documents    ${few}    ==    100 %
    And Get History Violations    ${many}    ==    0 violations
    And Get History Violations    ${few}    ==    0 violations

A File Over 100 MB Is Stored Byte For Byte And Its Fact Is Found
    [Tags]    P3-5.4
    ${anna} =    Given New User
    ${catalogue} =    And Generate Large Document    101 MB
    ${sent} =    When Upload Document    ${anna}    ${catalogue}
    And Wait For End    ${sent}    within=120 s
    Then Get File Size    ${sent}    >    100 MB
    And Get Uploads Read Back    ${sent}    ==    100 %
    And Get Embedded Documents    ${sent}    ==    100 %
    And Get Facts Found    ${sent}    ==    100 %

A Light User Waits For At Most 60 Percent Of A Heavy User's Queue
    [Tags]    P3-5.3    P9-13.1
    [Template]    Experiment Shows
    a light user beside a heavy user    heavy user's documents that went first    <=    60 %

A Heavy And A Light User Both Get Every Document Embedded
    [Tags]    P3-5.3
    [Template]    Experiment Shows
    a light user beside a heavy user    documents embedded    ==    100 %

The Histories Of A Heavy And A Light User Are Flawless
    [Tags]    P3-5.3
    [Template]    Experiment Shows
    a light user beside a heavy user    history violations    ==    0 violations
