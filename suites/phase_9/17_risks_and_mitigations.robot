*** Settings ***
Documentation    Phase 9, section 17: risks of the tests themselves, and what counters them.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Wrong Setting Is Refused By Name
    [Tags]    P9-17.1
    missing or wrong settings    wrong settings refused by name    ==    100 %

Every Service Without Settings Names What It Needs
    [Tags]    P9-17.1
    missing or wrong settings    services that name their settings    ==    7 services

No Service Address Leads To Another Machine
    [Tags]    P9-17.1
    ports and connections of the processes    service addresses outside this machine    ==    0 hits

Generating A Test Document Twice Gives The Same Bytes
    [Tags]    P9-17.2
    the sample documents    documents generated identically twice    ==    100 %

No Two Test Documents Share A Fact
    [Tags]    P9-17.2
    the sample documents    facts shared by two documents    ==    0 hits

Test Data Leaves No Row In The Database
    [Tags]    P9-17.2
    test data created and removed    rows left by test data    ==    0 rows

The Medians Of Two Equal Series Differ By At Most 50 Percent
    [Tags]    P9-17.3
    two series of the same requests    slower median / faster median    <=    1.5 ratio

No Measured Request Fails
    [Tags]    P9-17.3
    two series of the same requests    failed requests    ==    0 requests

LlamaParse Parses A Document On Its Own
    [Tags]    P9-17.4
    a document parsed by LlamaParse alone    facts in the markdown    ==    100 %

OpenAI Embeds Texts On Its Own
    [Tags]    P9-17.4
    texts and questions for OpenAI alone    vectors that meet the contract    ==    100 %

The Storage Works On Its Own
    [Tags]    P9-17.4
    single calls to database, storage and network    storage operations that succeeded    ==    100 %

The Database Works On Its Own
    [Tags]    P9-17.4
    rows written and rolled back    row operations that worked    ==    100 %
