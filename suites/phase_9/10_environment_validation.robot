*** Settings ***
Documentation    Phase 9, section 10: step 1, the environment. Its data is intact, and no service lacks a setting.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Chunk Hash Matches Its Text
    [Tags]    P9-10.1
    all the data there is    chunks with a wrong hash    ==    0 chunks

Every Vector Has Length One
    [Tags]    P9-10.1
    all the data there is    vectors whose length is not one    ==    0 chunks

Every Chunk Belongs To The Owner Of Its Document
    [Tags]    P9-10.1    P9-11.4
    all the data there is    chunks of another user than their document    ==    0 chunks

No Job, Chunk Or Event Is Orphaned
    [Tags]    P9-10.1
    all the data there is    rows that belong to nothing    ==    0 rows

No Document, Chunk Or Active Job Is Duplicated
    [Tags]    P9-10.1
    all the data there is    rows that are there twice    ==    0 rows

Finished Documents Leave Nothing In The Buffers
    [Tags]    P9-10.1    P7-1.4
    all the data there is    finished documents with rows in a buffer    ==    0 documents

Every Constraint And Index Is In Force
    [Tags]    P9-10.1
    all the data there is    constraints that are not in force    ==    0 rows

Every Finished Document Has Its Objects
    [Tags]    P9-10.1
    all the data there is    finished documents without their objects    ==    0 documents

Every Stored Object Matches The Hash In Its Row
    [Tags]    P9-10.1
    all the data there is    objects whose bytes are not what their row says    ==    0 documents

Every Stored Object Belongs To A Document
    [Tags]    P9-10.1
    all the data there is    objects of no document    ==    0 hits

All Seven Services Name The Settings They Need
    [Tags]    P9-10.2
    settings that are missing or wrong    services that say what they need    ==    7 services

No Setting That A Service Needs Is Unset
    [Tags]    P9-10.2
    settings that are missing or wrong    needed variables that are unset    ==    0 hits

The History And The Stored Objects Agree
    [Tags]    P9-10.1
    all the data there is    history violations    ==    0 violations
