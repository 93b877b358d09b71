*** Settings ***
Documentation    Phase 9, section 10: step 1, the environment. Its data is intact, and no service lacks a setting.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Chunk Hash Matches Its Text
    [Tags]    P9-10.1    C-CHK-7
    all stored data    chunks with a wrong hash    ==    0 chunks

Every Vector Has Length One
    [Tags]    P9-10.1
    all stored data    vectors without unit length    ==    0 chunks

Every Chunk Belongs To The Owner Of Its Document
    [Tags]    P9-10.1    P9-11.4    C-CHK-8
    all stored data    chunks with the wrong owner    ==    0 chunks

No Job, Chunk Or Event Is Orphaned
    [Tags]    P9-10.1
    all stored data    orphaned rows    ==    0 rows

No Document, Chunk Or Active Job Is Duplicated
    [Tags]    P9-10.1
    all stored data    duplicate rows    ==    0 rows

Finished Documents Leave Nothing In The Buffers
    [Tags]    P9-10.1    P7-1.4    C-VEC-7
    all stored data    finished documents with buffered rows    ==    0 documents

Every Constraint And Index Is In Force
    [Tags]    P9-10.1
    all stored data    constraints and indexes not in force    ==    0 rows

Every Finished Document Has Its Objects
    [Tags]    P9-10.1
    all stored data    finished documents with missing objects    ==    0 documents

Every Stored Object Matches The Hash In Its Row
    [Tags]    P9-10.1
    all stored data    documents with altered objects    ==    0 documents

Every Stored Object Belongs To A Document
    [Tags]    P9-10.1
    all stored data    orphaned objects    ==    0 hits

All Seven Services Name The Settings They Need
    [Tags]    P9-10.2
    missing or wrong settings    services that name their settings    ==    7 services

Services Ask For Exactly The Settings That People Are Told To Set
    [Tags]    P9-10.2
    missing or wrong settings    needed variables documented and asked for    ==    100 %

No Setting That A Service Needs Is Unset
    [Tags]    P9-10.2
    missing or wrong settings    required variables that are unset    ==    0 hits

The History And The Stored Objects Agree
    [Tags]    P9-10.1
    all stored data    history violations    ==    0 violations
