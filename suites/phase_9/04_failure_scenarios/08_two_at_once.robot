*** Settings ***
Documentation    Phase 9, section 4: two things fail at once. What is survived alone is survived together.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P9-19.3    P9-13.2    P4-7.6


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Webhooks That Nobody Can Write Down Are Refused And Sent Again
    the database away while webhooks arrive    webhooks taken that nobody could write down    ==    0 requests

Documents Recover From A Database That Went Away As Webhooks Came
    the database away while webhooks arrive    documents recovered    ==    100 %

A Database That Goes Away As Webhooks Come Loses Nothing
    the database away while webhooks arrive    lost documents    ==    0 documents

A Database That Goes Away As Webhooks Come Leaves No Flaw
    the database away while webhooks arrive    history violations    ==    0 violations

Documents Recover When The Storage Is Away And The Model Busy
    the storage away while the model has too much to do    documents recovered    ==    100 %

The Storage Away And The Model Busy Leave No Flaw
    the storage away while the model has too much to do    history violations    ==    0 violations

Retries Keep Their Bounds Though Two Things Fail
    the storage away while the model has too much to do    documents retried out of bounds    ==    0 documents

Jobs Of Workers Killed Before A Silent Parser Are Taken Over
    the workers killed while the parser is silent    jobs taken over    >=    1 jobs

Documents Recover When Workers Die Before A Silent Parser
    the workers killed while the parser is silent    documents recovered    ==    100 %

Workers That Die Before A Silent Parser Leave No Flaw
    the workers killed while the parser is silent    history violations    ==    0 violations
