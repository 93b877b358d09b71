*** Settings ***
Documentation     Phase 9, section 11: step 2, basic functions. Endpoints, database rules, tokens, isolation, limits.

Resource          ../../resources/services.resource
Resource          ../../resources/api.resource

Suite Setup       Open The Api
Suite Teardown    Close The Api

Test Tags         smoke


*** Test Cases ***
The API Publishes Its Upload Limits
    [Tags]    P9-11.1    C-LIM-1
    The Api Publishes Its Upload Limits

A Request For Documents Without A Token Is Refused
    [Tags]    P9-11.1    P9-11.3
    The Api Refuses A Stranger    documents

Only A Genuine Token Opens An Account
    [Tags]    P9-11.3
    Only A Genuine Token Is Accepted

The Storage Opens To No Forged Token
    [Tags]    -smoke    P9-11.3    P7-1.8
    [Template]    Experiment Shows
    forged tokens at every door    forged tokens refused by the storage    ==    100 %

No Live Connection Opens To A Forged Token
    [Tags]    -smoke    P9-11.3
    [Template]    Experiment Shows
    forged tokens at every door    forged tokens refused live    ==    100 %

Search Finds No Fact Of Another User
    [Tags]    P9-11.4    C-SRC-11
    [Template]    Experiment Shows
    isolation between two users    another user's facts found    ==    0 hits

A User Cannot Open Another User's Document
    [Tags]    P9-11.4    P7-2.3
    [Template]    Experiment Shows
    isolation between two users    another user's documents opened    ==    0 hits

Rows Can Be Created, Read, Updated And Deleted
    [Tags]    -smoke    P9-11.2
    [Template]    Experiment Shows
    rows written and rolled back    row operations that worked    ==    100 %

The Database Accepts Valid Values
    [Tags]    -smoke    P9-11.2
    [Template]    Experiment Shows
    rows written and rolled back    valid values accepted    ==    100 %

The Database Refuses Invalid Values
    [Tags]    -smoke    P9-11.2
    [Template]    Experiment Shows
    rows written and rolled back    invalid values accepted    ==    0 hits

A Document Has At Most One Active Job
    [Tags]    -smoke    P9-11.2    C-JOB-10
    [Template]    Experiment Shows
    rows written and rolled back    second active jobs accepted    ==    0 hits

The Database Refuses Duplicates
    [Tags]    -smoke    P9-11.2
    [Template]    Experiment Shows
    rows written and rolled back    duplicate rows accepted    ==    0 hits

The Audit Log Refuses Updates And Deletions
    [Tags]    -smoke    P9-11.2    C-AUD-10
    [Template]    Experiment Shows
    rows written and rolled back    audit log changes accepted    ==    0 hits

A User Sees Their Own Rows In Five Tables
    [Tags]    -smoke    P9-11.2    P9-11.4
    [Template]    Experiment Shows
    rows written and rolled back    tables with own rows visible    ==    5 tables

A User Sees No Row Of Another User
    [Tags]    -smoke    P9-11.2    P9-11.4    C-ACC-11
    [Template]    Experiment Shows
    rows written and rolled back    other users' rows visible    ==    0 rows

The Buffers Are Closed To Users
    [Tags]    -smoke    P9-11.2    P9-11.4    C-ACC-14
    [Template]    Experiment Shows
    rows written and rolled back    buffers readable by a user    ==    0 tables

Every Endpoint Handles Its Basic Operation
    [Tags]    -smoke    P9-11.1
    [Template]    Experiment Shows
    every endpoint    endpoints that answer as promised    ==    100 %

Malformed Calls Are Refused
    [Tags]    -smoke    P9-11.1
    [Template]    Experiment Shows
    every endpoint    malformed calls refused    ==    100 %

Duplicates, Oversized Files And Other Misuse Are Refused
    [Tags]    -smoke    P9-11.1
    [Template]    Experiment Shows
    every endpoint    disallowed calls refused    ==    100 %

Every Refusal Explains Itself
    [Tags]    -smoke    P9-11.1    C-ERR-1
    [Template]    Experiment Shows
    every endpoint    refusals that explain themselves    ==    100 %

Every Private Endpoint Refuses A Stranger
    [Tags]    -smoke    P9-11.3    C-WHO-1
    [Template]    Experiment Shows
    every endpoint    calls without a token refused    ==    100 %

An Ended Session Opens Nothing
    [Tags]    -smoke    P9-11.3
    [Template]    Experiment Shows
    a session from registration to sign-out    calls answered after sign-out    ==    0 hits

No Endpoint Reveals Another User's Job Or Document
    [Tags]    -smoke    P9-11.4    C-WHO-3
    [Template]    Experiment Shows
    every endpoint    calls for other users' data refused    ==    100 %

A User Cannot Join Another User's Conversation
    [Tags]    -smoke    P9-11.4    C-AGT-9    C-ACC-9
    [Template]    Experiment Shows
    a conversation over several turns    another user's conversations joined    ==    0 hits

A Listener Hears Nothing Of Another User's Jobs
    [Tags]    -smoke    P9-11.4    C-LIV-8
    [Template]    Experiment Shows
    live status of eight documents    another user's live messages received    ==    0 events

A User Can Have Two Jobs At Once, Not More
    [Tags]    -smoke    P9-11.5    C-LIM-3
    [Template]    Experiment Shows
    limits of ordinary users    deviation from the limit of concurrent jobs    ==    0 requests

A Job Can Be Polled Ten Times A Minute, Not More
    [Tags]    -smoke    P9-11.5    C-LIM-4
    [Template]    Experiment Shows
    limits of ordinary users    deviation from the limit of polls per minute    ==    0 requests

A User Can Ask Sixty Questions A Minute, Not More
    [Tags]    -smoke    P9-11.5    C-LIM-5
    [Template]    Experiment Shows
    limits of ordinary users    deviation from the limit of questions per minute    ==    0 requests

A Client Can Try Ten Sign-Ins A Minute, Not More
    [Tags]    -smoke    P9-11.5    C-LIM-6
    [Template]    Experiment Shows
    limits of ordinary users    deviation from the limit of sign-ins per minute    ==    0 requests

Deleting Documents Does Not Extend The Daily Upload Limit
    [Tags]    -smoke    P9-11.5    C-LIM-7
    [Template]    Experiment Shows
    limits of ordinary users    deviation from the limit of uploads per day    ==    0 requests

Every Refusal Over A Limit Says When To Retry
    [Tags]    -smoke    P9-11.5    C-LIM-8
    [Template]    Experiment Shows
    limits of ordinary users    refusals that say when to retry    ==    100 %

A User Who Waits As Told Is Served Again
    [Tags]    -smoke    P9-11.5    C-LIM-9
    [Template]    Experiment Shows
    limits of ordinary users    calls accepted after the wait    ==    100 %

One User's Excess Holds Up No Other User
    [Tags]    -smoke    P9-11.5    P3-5.3    C-LIM-10
    [Template]    Experiment Shows
    limits of ordinary users    other users' requests refused    ==    0 requests
