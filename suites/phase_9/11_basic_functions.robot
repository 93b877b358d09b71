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
