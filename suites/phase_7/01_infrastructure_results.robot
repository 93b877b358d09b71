*** Settings ***
Documentation    Phase 7, section 1: database, storage and network, with the times asked for in production.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
The Database Is Reached Quickly
    [Tags]    P7-1.1
    database, storage and network, one call at a time    connect time p95    <    100 ms

The Columns Are Those Recorded
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in columns    ==    0 differences

The Constraints Are Those Recorded
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in constraints    ==    0 differences

The Indexes Are Those Recorded
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in indexes    ==    0 differences

The Policies Are Those Recorded
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in policies    ==    0 differences

Row-Level Security Is As Recorded
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in row-level security    ==    0 differences

The Triggers Are Those Recorded
    [Tags]    P7-1.2
    the schema beside the recorded one    differences in triggers    ==    0 differences

Queries Are Fast
    [Tags]    P7-1.3
    database, storage and network, one call at a time    query time p95    <    50 ms

The Buffers Can Be Written And Emptied
    [Tags]    P7-1.4
    rows written and taken back    buffers that can be written and emptied    ==    2 tables

The Storage Is Reached Quickly
    [Tags]    P7-1.5
    database, storage and network, one call at a time    storage access time p95    <    200 ms

The Storage Keeps What It Is Given
    [Tags]    P7-1.6
    database, storage and network, one call at a time    storage operations that worked    ==    100 %

The Storage Encrypts What It Keeps
    [Tags]    P7-1.6
    what is stored of three documents    files that can be read on the disk    ==    0 hits

The Storage's Links Are Good For Their Time And No Longer
    [Tags]    P7-1.6
    what is stored of three documents    expired links that open    ==    0 hits

Storage Operations Are Fast
    [Tags]    P7-1.7
    database, storage and network, one call at a time    storage operation time p95    <    300 ms

An Object Opens To Its Owner Alone
    [Tags]    P7-1.8
    what is stored of three documents    objects opened by who may not    ==    0 hits

A Link Opens Its Own Object Alone
    [Tags]    P7-1.8
    what is stored of three documents    tampered links that open    ==    0 hits

The Network Is Reached Quickly
    [Tags]    P7-1.9
    database, storage and network, one call at a time    network connect time p95    <    10 ms

The Network's Latency Is Low
    [Tags]    P7-1.10
    database, storage and network, one call at a time    network latency median    <    20 ms

No Port Is Open To Other Machines
    [Tags]    P7-1.11
    where the processes listen and whom they speak to    ports open to other machines    ==    0 hits

No Port Is Open That Nobody Has Named
    [Tags]    P7-1.11
    where the processes listen and whom they speak to    ports that nobody has named    ==    0 hits
