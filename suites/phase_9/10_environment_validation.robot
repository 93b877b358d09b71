*** Settings ***
Documentation    Phase 9, section 10: step 1, the environment. Its data is intact, and no service lacks a setting.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Chunk Hashes Are Those Of Their Texts
    [Tags]    P9-10.1
    all the data there is    chunks with a wrong hash    ==    0 chunks

Vectors Have The Length Of One
    [Tags]    P9-10.1
    all the data there is    vectors whose length is not one    ==    0 chunks

Chunks Belong To The User Of Their Document
    [Tags]    P9-10.1    P9-11.4
    all the data there is    chunks of another user than their document    ==    0 chunks

Every Row Belongs To Something
    [Tags]    P9-10.1
    all the data there is    rows that belong to nothing    ==    0 rows

No Row Is There Twice
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

Objects Have The Bytes That Their Rows Declare
    [Tags]    P9-10.1
    all the data there is    objects whose bytes are not what their row says    ==    0 documents

No Object Is Without A Document
    [Tags]    P9-10.1
    all the data there is    objects of no document    ==    0 hits

Each Service Says What It Needs
    [Tags]    P9-10.2
    settings that are missing or wrong    services that say what they need    ==    7 services

Nothing That A Service Needs Is Unset
    [Tags]    P9-10.2
    settings that are missing or wrong    needed variables that are unset    ==    0 hits

What Is In The Storage Fits The History
    [Tags]    P9-10.1
    all the data there is    history violations    ==    0 violations
