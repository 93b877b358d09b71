*** Settings ***
Documentation    Phase 9, section 4: those whom the pipeline asks for work have a bad day: errors, too much to do,
...              webhooks that go astray.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Document Recovers From Errors Of The Parser
    [Tags]    P4-7.4    P7-5.4    P9-18.2
    the parser fails    documents recovered    ==    100 %

The Parser's Plea For Patience Is Heeded
    [Tags]    P4-7.4    P7-5.4    P4-7.5    P9-12.4
    the parser has too much to do    documents retried out of bounds    ==    0 documents

Every Document Recovers From Errors Of The Model
    [Tags]    P4-2.3    P9-18.2
    the model fails    documents recovered    ==    100 %

Every Throttled Document Is Embedded In The End
    [Tags]    P4-2.2    P9-18.2
    the model has too much to do    documents recovered    ==    100 %

Throttled Documents Are Retried Within Bounds
    [Tags]    P4-2.2    P4-7.5    P9-12.4
    the model has too much to do    documents retried out of bounds    ==    0 documents

Webhooks That Go Astray Lose No Document
    [Tags]    P4-7.4    P7-5.4    P9-18.2
    stray webhooks    documents embedded    ==    100 %

Webhooks That Go Astray Double Nothing
    [Tags]    P4-7.4    P7-5.4
    stray webhooks    history violations    ==    0 violations
