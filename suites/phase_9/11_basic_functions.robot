*** Settings ***
Documentation     Phase 9, section 11: basic functions: endpoints, tokens, and users kept apart.

Resource          ../../resources/services.resource
Resource          ../../resources/api.resource

Suite Setup       Open The Api
Suite Teardown    Close The Api

Test Tags         smoke


*** Test Cases ***
The Api Says What May Be Uploaded
    [Tags]    P9-11.1
    The Api Publishes Its Upload Limits

Documents Are Refused To A Stranger
    [Tags]    P9-11.1    P9-11.3
    The Api Refuses A Stranger    documents

Only A Genuine Token Opens An Account
    [Tags]    P9-11.3
    Only A Genuine Token Is Accepted

A Question Of One User Finds Nothing Of Another
    [Tags]    P9-11.4
    [Template]    Experiment Shows
    two users    facts of another user found    ==    0 hits

A Document Of One User Is Closed To Another
    [Tags]    P9-11.4
    [Template]    Experiment Shows
    two users    documents of another user opened    ==    0 hits

Rows Can Be Created, Read, Updated And Deleted
    [Tags]    -smoke    P9-11.2
    [Template]    Experiment Shows
    rows written and taken back    rows created, read, updated and deleted    ==    100 %

The Database Takes What Is Right
    [Tags]    -smoke    P9-11.2
    [Template]    Experiment Shows
    rows written and taken back    right values taken    ==    100 %

The Database Refuses What Is Wrong
    [Tags]    -smoke    P9-11.2
    [Template]    Experiment Shows
    rows written and taken back    wrong values taken    ==    0 hits

A Document Has One Active Job At Most
    [Tags]    -smoke    P9-11.2
    [Template]    Experiment Shows
    rows written and taken back    a second active job taken    ==    0 hits

The Database Refuses Duplicates
    [Tags]    -smoke    P9-11.2
    [Template]    Experiment Shows
    rows written and taken back    duplicates taken    ==    0 hits

The Audit Log Can Only Be Appended To
    [Tags]    -smoke    P9-11.2
    [Template]    Experiment Shows
    rows written and taken back    changes of the audit log taken    ==    0 hits

A User Sees Own Rows In The Database
    [Tags]    -smoke    P9-11.2    P9-11.4
    [Template]    Experiment Shows
    rows written and taken back    tables in which a user sees own rows    ==    5 tables

A User Sees No Row Of Another In The Database
    [Tags]    -smoke    P9-11.2    P9-11.4
    [Template]    Experiment Shows
    rows written and taken back    rows of others seen by a user    ==    0 rows

The Buffers Are For Workers Alone
    [Tags]    -smoke    P9-11.2    P9-11.4
    [Template]    Experiment Shows
    rows written and taken back    buffers open to a user    ==    0 tables

Every Endpoint Handles What It Is For
    [Tags]    -smoke    P9-11.1
    [Template]    Experiment Shows
    every endpoint    endpoints that answer as promised    ==    100 %

Every Endpoint Refuses What Is Malformed
    [Tags]    -smoke    P9-11.1
    [Template]    Experiment Shows
    every endpoint    malformed calls refused    ==    100 %

Duplicates, Large Files And Other Types Are Refused
    [Tags]    -smoke    P9-11.1
    [Template]    Experiment Shows
    every endpoint    misuse refused    ==    100 %

Every Refusal Explains Itself
    [Tags]    -smoke    P9-11.1
    [Template]    Experiment Shows
    every endpoint    refusals that explain themselves    ==    100 %

Every Endpoint Refuses A Stranger
    [Tags]    -smoke    P9-11.3
    [Template]    Experiment Shows
    every endpoint    strangers refused    ==    100 %

An Ended Session Opens Nothing
    [Tags]    -smoke    P9-11.3
    [Template]    Experiment Shows
    signing in from beginning to end    ended sessions that are open    ==    0 hits

Every Endpoint Hides What Is Another's
    [Tags]    -smoke    P9-11.4
    [Template]    Experiment Shows
    every endpoint    other users refused    ==    100 %

A Conversation Of One User Is Closed To Another
    [Tags]    -smoke    P9-11.4
    [Template]    Experiment Shows
    a conversation over several turns    conversations of another user joined    ==    0 hits

Nobody Hears Of Another's Jobs
    [Tags]    -smoke    P9-11.4
    [Template]    Experiment Shows
    live status of eight documents    live messages of another user    ==    0 events

A User Has Two Jobs At Once
    [Tags]    -smoke    P9-11.5
    [Template]    Experiment Shows
    limits of ordinary users    jobs at once off the limit    ==    0 requests

A Job Is Polled Ten Times A Minute
    [Tags]    -smoke    P9-11.5
    [Template]    Experiment Shows
    limits of ordinary users    polls a minute off the limit    ==    0 requests

A User Asks Sixty Questions A Minute
    [Tags]    -smoke    P9-11.5
    [Template]    Experiment Shows
    limits of ordinary users    questions a minute off the limit    ==    0 requests

Nobody Tries Passwords More Than Ten Times A Minute
    [Tags]    -smoke    P9-11.5
    [Template]    Experiment Shows
    limits of ordinary users    sign-ins a minute off the limit    ==    0 requests

Deleting Gives None Of A Day's Uploads Back
    [Tags]    -smoke    P9-11.5
    [Template]    Experiment Shows
    limits of ordinary users    uploads a day off the limit    ==    0 requests

A Refusal Says When To Come Back
    [Tags]    -smoke    P9-11.5
    [Template]    Experiment Shows
    limits of ordinary users    refusals that say when to come back    ==    100 %

Who Waits As Told Is Served
    [Tags]    -smoke    P9-11.5
    [Template]    Experiment Shows
    limits of ordinary users    calls taken again after the wait    ==    100 %

Nobody Is Held Up By Another's Excess
    [Tags]    -smoke    P9-11.5
    [Template]    Experiment Shows
    limits of ordinary users    others held up by one who does too much    ==    0 requests
