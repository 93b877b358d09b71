*** Settings ***
Documentation    Phase 9, section 3: endpoints, workers, storage, events and health checks work together.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
The Database Confirms Every Endpoint
    [Tags]    P9-3.1    P7-2.11
    every endpoint against the database    endpoint answers confirmed by the database    ==    100 %

The Audit Log Records Every Action
    [Tags]    P9-3.1
    every endpoint against the database    actions recorded in the audit log    ==    100 %

Workers Claim Twenty Jobs Without Conflict
    [Tags]    P9-3.2
    twenty documents at once    history violations    ==    0 violations

Workers Claim The Jobs Of Six Users Without Conflict
    [Tags]    P9-3.2
    sixty documents from six users    history violations    ==    0 violations

At Least Two Workers Take Part
    [Tags]    P9-3.2    P7-2.11
    sixty documents from six users    workers that processed jobs    >=    2 workers

The Storage Returns Every Upload Byte For Byte
    [Tags]    P9-3.3
    the stored objects of three documents    uploads read back byte for byte    ==    100 %

Every Stored Text Matches The Hash In Its Row
    [Tags]    P9-3.3    C-PAR-5
    the stored objects of three documents    parsed texts that match their hash    ==    100 %

The Stored Texts Hold Every Planted Fact
    [Tags]    P9-3.3    P7-2.11
    the stored objects of three documents    facts in the stored text    ==    100 %

Stored Objects Cannot Be Read On The Disk
    [Tags]    P9-3.3    C-STO-15
    the stored objects of three documents    unencrypted files on the disk    ==    0 hits

A Tampered Link Opens Nothing
    [Tags]    P9-3.3
    the stored objects of three documents    tampered links that open    ==    0 hits

An Expired Link Opens Nothing
    [Tags]    P9-3.3    C-STO-16
    the stored objects of three documents    expired links that open    ==    0 hits

An Upload Link Works Only Once
    [Tags]    P9-3.3
    the stored objects of three documents    upload links that work twice    ==    0 hits

Every Answer Carries The Correlation Id That The User Sent
    [Tags]    P9-3.4
    a document traced by its correlation id    answers with the correlation id    ==    100 %

Every Event Carries The Correlation Id That The User Sent
    [Tags]    P9-3.4    C-EVT-6
    a document traced by its correlation id    events with the correlation id    ==    100 %

All Nine Stages Have An Event
    [Tags]    P9-3.4    P2-4.1
    a document traced by its correlation id    stages with an event    ==    9 stages

The Logs Of All Five Services Carry The Correlation Id
    [Tags]    P9-3.4    P7-2.11    P2-4.1    C-EVT-7
    a document traced by its correlation id    services that log the correlation id    ==    5 services

Recorded Times Are Correct And In UTC
    [Tags]    P9-3.4
    a document traced by its correlation id    timestamps not in UTC    ==    0 hits

Readiness Names At Least Five Dependencies
    [Tags]    P9-3.5
    health checks    dependencies named by readiness    >=    5 services

Readiness Reports Missing Workers
    [Tags]    P9-3.5    C-HLT-7
    health checks    dependencies reported correctly    ==    100 %

The Metrics Count Exactly The Jobs In The Database
    [Tags]    P9-3.5    C-MET-4
    the pipeline's own figures    job counts that differ from the database    ==    0 differences
