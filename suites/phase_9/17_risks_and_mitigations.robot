*** Settings ***
Documentation    Phase 9, section 17: risks of the tests themselves, and what counters them.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Wrong Setting Is Refused By Name
    [Tags]    P9-17.1
    missing or wrong settings    wrong settings refused by name    ==    100 %

Every Service Without Settings Names What It Needs
    [Tags]    P9-17.1
    missing or wrong settings    services that name their settings    ==    7 services

No Service Address Leads To Another Machine
    [Tags]    P9-17.1
    ports and connections of the processes    service addresses outside this machine    ==    0 hits

Generating A Test Document Twice Gives The Same Bytes
    [Tags]    P9-17.2
    the sample documents    documents generated identically twice    ==    100 %

No Two Test Documents Share A Fact
    [Tags]    P9-17.2
    the sample documents    facts shared by two documents    ==    0 hits

Test Data Leaves No Row In The Database
    [Tags]    P9-17.2
    test data created and removed    rows left by test data    ==    0 rows

All Test Data Carries The Prefix Of Its Environment
    [Tags]    P9-17.2
    test data created and removed    test data without the prefix    ==    0 hits

The Guard Refuses To Create Or Remove Other People's Data
    [Tags]    P9-17.2
    test data created and removed    actions on others' data refused by the guard    ==    100 %

Other Users' Documents Stay Unchanged
    [Tags]    P9-17.2
    test data created and removed    other users' documents changed    ==    0 documents

Removed Test Data Leaves No Object
    [Tags]    P9-17.2
    test data created and removed    objects left by test data    ==    0 hits
