*** Settings ***
Documentation    Phase 7, section 1: database, storage and network, within the times that production requires.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
95 Percent Of Database Connections Open In Under 100 Milliseconds
    [Tags]    P7-1.1
    single calls to database, storage and network    database connect time p95    <    100 ms

The Schema Has Exactly The Recorded Columns
    [Tags]    P7-1.2
    the schema against the recorded baseline    differences in columns    ==    0 differences

The Schema Has Exactly The Recorded Constraints
    [Tags]    P7-1.2
    the schema against the recorded baseline    differences in constraints    ==    0 differences

The Schema Has Exactly The Recorded Indexes
    [Tags]    P7-1.2
    the schema against the recorded baseline    differences in indexes    ==    0 differences

The Schema Has Exactly The Recorded Policies
    [Tags]    P7-1.2
    the schema against the recorded baseline    differences in policies    ==    0 differences

Row-Level Security Is On Exactly Where Recorded
    [Tags]    P7-1.2
    the schema against the recorded baseline    differences in row-level security    ==    0 differences

The Schema Has Exactly The Recorded Triggers
    [Tags]    P7-1.2
    the schema against the recorded baseline    differences in triggers    ==    0 differences

95 Percent Of Database Queries Take Under 50 Milliseconds
    [Tags]    P7-1.3
    single calls to database, storage and network    database query time p95    <    50 ms

Both Buffer Tables Can Be Written And Emptied
    [Tags]    P7-1.4
    rows written and rolled back    buffers that can be written and emptied    ==    2 tables

95 Percent Of Storage Reads Take Under 200 Milliseconds
    [Tags]    P7-1.5
    single calls to database, storage and network    storage access time p95    <    200 ms

The Storage Writes, Reads And Deletes Objects Correctly
    [Tags]    P7-1.6
    single calls to database, storage and network    storage operations that succeeded    ==    100 %

No Stored File Is Readable On The Disk
    [Tags]    P7-1.6
    the stored objects of three documents    unencrypted files on the disk    ==    0 hits

Storage Links Stop Working When They Expire
    [Tags]    P7-1.6
    the stored objects of three documents    expired links that open    ==    0 hits

95 Percent Of Storage Operations Take Under 300 Milliseconds
    [Tags]    P7-1.7
    single calls to database, storage and network    storage operation time p95    <    300 ms

A Stored Object Opens Only For Its Owner
    [Tags]    P7-1.8    P7-1.6
    the stored objects of three documents    objects opened without permission    ==    0 hits

No Tampered Storage Link Opens An Object
    [Tags]    P7-1.8    P7-1.6
    the stored objects of three documents    tampered links that open    ==    0 hits

95 Percent Of Network Connections Open In Under 10 Milliseconds
    [Tags]    P7-1.9
    single calls to database, storage and network    network connect time p95    <    10 ms

The Median Network Latency Is Under 20 Milliseconds
    [Tags]    P7-1.10
    single calls to database, storage and network    network latency median    <    20 ms
