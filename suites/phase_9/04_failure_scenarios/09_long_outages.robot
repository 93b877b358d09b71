*** Settings ***
Documentation    Phase 9, section 4: a service is away for longer than all retries of a document together, on a pipeline
...              as it is shipped. Documents wait, none pays for the outage, and all go on by themselves.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Document Recovers After 45 Seconds Without LlamaParse
    [Tags]    P9-4.1    P9-8.2    P9-18.2    P9-19.3
    the parser away for 45 s    documents recovered    ==    100 %

The History Stays Flawless Through 45 Seconds Without LlamaParse
    [Tags]    P9-4.1    P4-7.4
    the parser away for 45 s    history violations    ==    0 violations

45 Seconds Without LlamaParse Cost No Document An Attempt
    [Tags]    P9-8.2
    the parser away for 45 s    attempts spent on the outage    ==    0 events

Recovery From 45 Seconds Without LlamaParse Takes No Longer Than Required
    [Tags]    P9-4.1    P3-13.4
    the parser away for 45 s    recovery time    <=    required

Documents Go On Without LlamaParse Until They Need It
    [Tags]    P4-7.7
    the parser away for 45 s    documents that went on without the service    ==    100 %

The Metrics Show That Jobs Wait For LlamaParse And For Nothing Else
    [Tags]    P4-11.5
    the parser away for 45 s    services shown rightly as waited for    ==    100 %

Every Document Recovers After 45 Seconds Without OpenAI
    [Tags]    P9-4.2    P9-8.2    P9-18.2    P9-19.3
    the model away for 45 s    documents recovered    ==    100 %

The History Stays Flawless Through 45 Seconds Without OpenAI
    [Tags]    P9-4.2    P4-7.4
    the model away for 45 s    history violations    ==    0 violations

45 Seconds Without OpenAI Cost No Document An Attempt
    [Tags]    P9-8.2
    the model away for 45 s    attempts spent on the outage    ==    0 events

Recovery From 45 Seconds Without OpenAI Takes No Longer Than Required
    [Tags]    P9-4.2    P3-13.4
    the model away for 45 s    recovery time    <=    required

Documents Go On Without OpenAI Until They Need It
    [Tags]    P4-7.7
    the model away for 45 s    documents that went on without the service    ==    100 %

The Metrics Show That Jobs Wait For OpenAI And For Nothing Else
    [Tags]    P4-11.5
    the model away for 45 s    services shown rightly as waited for    ==    100 %

Every Document Recovers After 45 Seconds Without The Storage
    [Tags]    P4-7.6    P9-8.2    P9-18.2    P9-19.3
    the storage away for 45 s    documents recovered    ==    100 %

The History Stays Flawless Through 45 Seconds Without The Storage
    [Tags]    P4-7.6    P4-7.4
    the storage away for 45 s    history violations    ==    0 violations

45 Seconds Without The Storage Cost No Document An Attempt
    [Tags]    P9-8.2
    the storage away for 45 s    attempts spent on the outage    ==    0 events

Recovery From 45 Seconds Without The Storage Takes No Longer Than Required
    [Tags]    P4-7.6    P3-13.4
    the storage away for 45 s    recovery time    <=    required

The Metrics Show That Jobs Wait For The Storage And For Nothing Else
    [Tags]    P4-11.5
    the storage away for 45 s    services shown rightly as waited for    ==    100 %

Every Document Recovers After 45 Seconds Without The Database
    [Tags]    P9-4.3    P9-8.2    P9-18.2    P9-19.3
    the database away for 45 s    documents recovered    ==    100 %

The History Stays Flawless Through 45 Seconds Without The Database
    [Tags]    P9-4.3    P4-7.4
    the database away for 45 s    history violations    ==    0 violations

45 Seconds Without The Database Cost No Document An Attempt
    [Tags]    P9-8.2
    the database away for 45 s    attempts spent on the outage    ==    0 events

Recovery From 45 Seconds Without The Database Takes No Longer Than Required
    [Tags]    P9-4.3    P3-13.4
    the database away for 45 s    recovery time    <=    required

A Document That Waits Beyond The Ceiling Becomes A Dead Letter
    [Tags]    P4-7.5
    an outage beyond the ceiling    documents given up at the ceiling    ==    100 %

A Dead Letter After Too Long A Wait Has A Code Of Its Own
    [Tags]    P4-7.5    P9-12.4
    an outage beyond the ceiling    dead letters that name the outage    ==    100 %

Waiting Up To The Ceiling Costs No Document An Attempt
    [Tags]    P4-7.5
    an outage beyond the ceiling    attempts spent on the outage    ==    0 events

A Document Given Up At The Ceiling Recovers When Retried By Hand
    [Tags]    P4-7.5    P9-12.4
    an outage beyond the ceiling    dead letters recovered by hand    ==    100 %

The History Stays Flawless Beyond The Ceiling
    [Tags]    P4-7.6
    an outage beyond the ceiling    history violations    ==    0 violations

A Document That Fails While Others Succeed Becomes A Dead Letter
    [Tags]    P4-7.5    P9-12.4
    one document that the parser refuses    documents given up that alone failed    ==    100 %

Documents Beside One That The Parser Refuses Are Embedded
    [Tags]    P4-7.7
    one document that the parser refuses    documents embedded    ==    100 %

The History Stays Flawless When The Parser Refuses One Document
    [Tags]    P4-7.5
    one document that the parser refuses    history violations    ==    0 violations

Every Document Recovers After Ten Minutes Without LlamaParse
    [Tags]    nightly    P9-4.1    P9-8.2    P9-18.2    P9-19.3
    the parser away for ten minutes    documents recovered    ==    100 %

The History Stays Flawless Through Ten Minutes Without LlamaParse
    [Tags]    nightly    P9-4.1    P4-7.4
    the parser away for ten minutes    history violations    ==    0 violations

Ten Minutes Without LlamaParse Cost No Document An Attempt
    [Tags]    nightly    P9-8.2
    the parser away for ten minutes    attempts spent on the outage    ==    0 events
