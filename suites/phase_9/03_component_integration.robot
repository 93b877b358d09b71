*** Settings ***
Documentation    Phase 9, section 3: the components together: endpoints, workers, storage, events and health.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Endpoint Says What Is In The Database
    [Tags]    P9-3.1
    every endpoint beside the database    endpoints that the database confirms    ==    100 %

Every Deed Is In The Audit Log
    [Tags]    P9-3.1
    every endpoint beside the database    deeds in the audit log    ==    100 %

Workers Claim Jobs Without Conflict
    [Tags]    P9-3.2
    twenty documents at once    history violations    ==    0 violations

Workers Of Several Users' Jobs Claim Them Without Conflict
    [Tags]    P9-3.2
    sixty documents of six users    history violations    ==    0 violations

More Than One Worker Takes Part
    [Tags]    P9-3.2
    sixty documents of six users    workers that took part    >=    2 workers

What Is Uploaded Is In Storage Byte For Byte
    [Tags]    P9-3.3
    what is stored of three documents    uploads read back byte for byte    ==    100 %

What Was Parsed Is In Storage With Its Hash
    [Tags]    P9-3.3
    what is stored of three documents    parsed texts with the hash in their row    ==    100 %

The Stored Text Holds Every Fact
    [Tags]    P9-3.3
    what is stored of three documents    facts in the stored texts    ==    100 %

Objects Cannot Be Read On The Disk
    [Tags]    P9-3.3
    what is stored of three documents    files that can be read on the disk    ==    0 hits

A Link That Was Tampered With Opens Nothing
    [Tags]    P9-3.3
    what is stored of three documents    tampered links that open    ==    0 hits

A Link Whose Time Is Over Opens Nothing
    [Tags]    P9-3.3
    what is stored of three documents    expired links that open    ==    0 hits

A Link For Uploading Serves Once
    [Tags]    P9-3.3
    what is stored of three documents    upload links that serve twice    ==    0 hits

Answers Name The Correlation Id That Was Sent
    [Tags]    P9-3.4
    a document followed by its correlation id    answers that name the correlation id    ==    100 %

Every Event Bears The Correlation Id That Was Sent
    [Tags]    P9-3.4
    a document followed by its correlation id    events with the correlation id    ==    100 %

Every Stage Has Its Events
    [Tags]    P9-3.4
    a document followed by its correlation id    stages with an event    ==    9 stages

The Log Of Every Service Bears The Correlation Id
    [Tags]    P9-3.4
    a document followed by its correlation id    services whose log has the correlation id    ==    5 services

Times Are In UTC And True
    [Tags]    P9-3.4
    a document followed by its correlation id    times that are not in UTC    ==    0 hits

Readiness Names Each Dependency
    [Tags]    P9-3.5
    health checks    dependencies that readiness names    >=    5 services

Readiness Tells What Is Missing
    [Tags]    P9-3.5
    health checks    what is missing is told    ==    100 %

Metrics Tell As Many Jobs As There Are
    [Tags]    P9-3.5
    what the pipeline tells of itself    jobs told otherwise than in the database    ==    0 differences
