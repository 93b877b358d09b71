*** Settings ***
Documentation    Phase 7, section 1: database, storage and network, within the times that production requires.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
95 Percent Of Database Connections Open In Under 100 Milliseconds
    [Tags]    P7-1.1
    database, storage and network, one call at a time    connect time p95    <    100 ms

The Schema Has Exactly The Recorded Columns
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in columns    ==    0 differences

The Schema Has Exactly The Recorded Constraints
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in constraints    ==    0 differences

The Schema Has Exactly The Recorded Indexes
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in indexes    ==    0 differences

The Schema Has Exactly The Recorded Policies
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in policies    ==    0 differences

Row-Level Security Is On Exactly Where Recorded
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in row-level security    ==    0 differences

The Schema Has Exactly The Recorded Triggers
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in triggers    ==    0 differences

95 Percent Of Database Queries Take Under 50 Milliseconds
    [Tags]    P7-1.3
    database, storage and network, one call at a time    query time p95    <    50 ms

Both Buffer Tables Can Be Written And Emptied
    [Tags]    P7-1.4
    rows written and taken back    buffers that can be written and emptied    ==    2 tables

95 Percent Of Storage Reads Take Under 200 Milliseconds
    [Tags]    P7-1.5
    database, storage and network, one call at a time    storage access time p95    <    200 ms

The Storage Writes, Reads And Deletes Objects Correctly
    [Tags]    P7-1.6
    database, storage and network, one call at a time    storage operations that worked    ==    100 %

No Stored File Is Readable On The Disk
    [Tags]    P7-1.6
    what is stored of three documents    files that can be read on the disk    ==    0 hits

Storage Links Stop Working When They Expire
    [Tags]    P7-1.6
    what is stored of three documents    expired links that open    ==    0 hits

95 Percent Of Storage Operations Take Under 300 Milliseconds
    [Tags]    P7-1.7
    database, storage and network, one call at a time    storage operation time p95    <    300 ms

A Stored Object Opens Only For Its Owner
    [Tags]    P7-1.8
    what is stored of three documents    objects opened by who may not    ==    0 hits

No Tampered Storage Link Opens An Object
    [Tags]    P7-1.8
    what is stored of three documents    tampered links that open    ==    0 hits

95 Percent Of Network Connections Open In Under 10 Milliseconds
    [Tags]    P7-1.9
    database, storage and network, one call at a time    network connect time p95    <    10 ms

The Median Network Latency Is Under 20 Milliseconds
    [Tags]    P7-1.10
    database, storage and network, one call at a time    network latency median    <    20 ms

No Port Is Open To Other Machines
    [Tags]    P7-1.11
    where the processes listen and whom they speak to    ports open to other machines    ==    0 hits

No Port Is Open That The Environment Does Not Name
    [Tags]    P7-1.11
    where the processes listen and whom they speak to    ports that nobody has named    ==    0 hits
