*** Settings ***
Documentation    Phase 9, section 9: the components agree with each other, and their logs and metrics show what they do.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Finished Document In The Database Has Its Stored Objects
    [Tags]    P9-9.1
    all stored data    finished documents with missing objects    ==    0 documents

The Storage Holds No Object Without A Document
    [Tags]    P9-9.1
    all stored data    orphaned objects    ==    0 hits

The API Says The Same As The Database
    [Tags]    P9-9.1
    the pipeline's own figures    answers that differ from the database    ==    0 differences

The Metrics And The Database Agree On Jobs
    [Tags]    P9-9.1
    the pipeline's own figures    job counts that differ from the database    ==    0 differences

One Correlation Id Leads Through All Five Services
    [Tags]    P9-9.1    P9-9.4
    a document traced by its correlation id    services that log the correlation id    ==    5 services

Every Log Line Is JSON
    [Tags]    P9-9.4
    a document traced by its correlation id    log lines that are not JSON    ==    0 lines

Every Log Line Has A Time, Level, Service And Message
    [Tags]    P9-9.4
    a document traced by its correlation id    incomplete log lines    ==    0 lines

No Log Line Contains A Document's Text
    [Tags]    P9-9.4
    a document traced by its correlation id    log lines with document text    ==    0 lines

No Log Line Contains A Secret
    [Tags]    P9-9.4
    a document traced by its correlation id    secrets in the logs    ==    0 hits

Every Request Is Counted Exactly Once
    [Tags]    P9-9.4
    the pipeline's own figures    requests counted / requests made    ==    100 %
