*** Settings ***
Documentation    Phase 9, section 17: risks of the tests themselves, and what counters them.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Wrong Setting Is Refused By Name
    [Tags]    P9-17.1
    settings that are missing or wrong    mistakes refused by name    ==    100 %

Every Service Without Settings Names What It Needs
    [Tags]    P9-17.1
    settings that are missing or wrong    services that say what they need    ==    7 services

No Service Address Leads To Another Machine
    [Tags]    P9-17.1
    where the processes listen and whom they speak to    addresses that lead away from this machine    ==    0 hits

Generating A Test Document Twice Gives The Same Bytes
    [Tags]    P9-17.2
    the sample documents    documents that come out the same again    ==    100 %

No Two Test Documents Share A Fact
    [Tags]    P9-17.2
    the sample documents    facts that are in two documents    ==    0 hits

Test Data Leaves No Row In The Database
    [Tags]    P9-17.2
    test data that comes and goes    rows left of test data    ==    0 rows

The Medians Of Two Equal Series Differ By At Most 50 Percent
    [Tags]    P9-17.3
    the same requests in two series    median of one series against the other    <=    1.5 ratio

No Measured Request Fails
    [Tags]    P9-17.3
    the same requests in two series    requests that failed    ==    0 requests

LlamaParse Parses A Document On Its Own
    [Tags]    P9-17.4
    a document parsed by LlamaParse alone    facts in the markdown    ==    100 %

OpenAI Embeds Texts On Its Own
    [Tags]    P9-17.4
    texts and questions given to OpenAI alone    vectors as promised    ==    100 %

The Storage Works On Its Own
    [Tags]    P9-17.4
    database, storage and network, one call at a time    storage operations that worked    ==    100 %

The Database Works On Its Own
    [Tags]    P9-17.4
    rows written and taken back    rows created, read, updated and deleted    ==    100 %
