*** Settings ***
Documentation    Phase 9, section 4: the parser and the model misbehave. They fail, throttle, hang, answer with nonsense
...              or with another document's text, and webhooks go astray.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Document Recovers After Parser Errors
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-18.2    P9-19.3
    errors from the parser    documents recovered    ==    100 %

The History Stays Flawless Through Parser Errors
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    errors from the parser    history violations    ==    0 violations

Every Document Recovers After Parser Throttling
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-18.2    P9-19.3
    rate limiting by the parser    documents recovered    ==    100 %

The History Stays Flawless Through Parser Throttling
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    rate limiting by the parser    history violations    ==    0 violations

Retries Stay Within Bounds While The Parser Throttles
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P4-7.5    P9-12.4
    rate limiting by the parser    documents with retry violations    ==    0 documents

Every Document Recovers After Model Errors
    [Tags]    P4-2.3    P9-18.2    P9-19.3
    errors from the model    documents recovered    ==    100 %

The History Stays Flawless Through Model Errors
    [Tags]    P4-2.3
    errors from the model    history violations    ==    0 violations

Every Document Recovers After Model Throttling
    [Tags]    P4-2.2    P9-18.2    P9-19.3
    rate limiting by the model    documents recovered    ==    100 %

The History Stays Flawless Through Model Throttling
    [Tags]    P4-2.2
    rate limiting by the model    history violations    ==    0 violations

Retries Stay Within Bounds While The Model Throttles
    [Tags]    P4-2.2    P4-7.5    P9-12.4    P9-2.3
    rate limiting by the model    documents with retry violations    ==    0 documents

Every Document Is Embedded Although Webhooks Go Astray
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-18.2    P9-19.3    P7-16.4
    stray webhooks    documents embedded    ==    100 %

The History Stays Flawless When Webhooks Go Astray
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    stray webhooks    history violations    ==    0 violations

Every Document Is Embedded Despite Bad Parser Answers
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P7-16.4    P9-4.8    P9-18.2    P9-19.3
    bad answers from the parser    documents embedded    ==    100 %

No Planted Fact Is Lost To Bad Parser Answers
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-4.8
    bad answers from the parser    facts in the parsed text    ==    100 %

No Document Receives Another Document's Text
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-4.8
    bad answers from the parser    facts from other documents    ==    0 hits

A Hanging Parser Leaves No Document Hanging
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    bad answers from the parser    documents stuck on a hung provider    ==    0 documents

The History Stays Flawless Despite Bad Parser Answers
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-4.8
    bad answers from the parser    history violations    ==    0 violations

Retries Stay Within Bounds After Bad Parser Answers
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P4-7.5    P9-12.4
    bad answers from the parser    documents with retry violations    ==    0 documents

The Parser Gets No Request Within Its Retry-After Time
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P4-7.5    P9-12.4
    bad answers from the parser    requests sent before the retry time    ==    0 requests

Every Parser Failure Is Reported With A Specific Reason
    [Tags]    P7-5.7    P7-5.4    P4-7.4    P3-11.2
    bad answers from the parser    failures with a specific reason    ==    100 %

Parser Failures Get At Least Three Different Reasons
    [Tags]    P7-5.7
    bad answers from the parser    distinct failure reasons    >=    3 failures

Bad Parser Answers Do Not Change What A Document Costs
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    bad answers from the parser    documents whose cost the faults changed    ==    0 documents

Every Document Is Embedded Despite Bad Model Answers
    [Tags]    P4-2.2    P4-7.4    P7-5.4    P3-11.2    P7-16.4    P9-4.8    P9-18.2    P9-19.3
    bad answers from the model    documents embedded    ==    100 %

A Hanging Model Leaves No Document Hanging
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    bad answers from the model    documents stuck on a hung provider    ==    0 documents

Search Finds Every Fact Despite Bad Model Answers
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-4.8
    bad answers from the model    facts found by search    ==    100 %

The History Stays Flawless Despite Bad Model Answers
    [Tags]    P4-2.2    P4-7.4    P7-5.4    P3-11.2    P9-4.8
    bad answers from the model    history violations    ==    0 violations

Retries Stay Within Bounds After Bad Model Answers
    [Tags]    P4-2.2    P4-7.5    P9-12.4
    bad answers from the model    documents with retry violations    ==    0 documents

The Model Gets No Request Within Its Retry-After Time
    [Tags]    P4-2.2    P4-7.5    P9-12.4
    bad answers from the model    requests sent before the retry time    ==    0 requests

Every Model Failure Is Reported With A Specific Reason
    [Tags]    P7-5.7    P7-5.4    P4-7.4    P3-11.2
    bad answers from the model    failures with a specific reason    ==    100 %

Model Failures Get At Least Four Different Reasons
    [Tags]    P7-5.7
    bad answers from the model    distinct failure reasons    >=    4 failures

Bad Model Answers Do Not Change What A Document Costs
    [Tags]    P4-2.2    P4-7.4    P7-5.4    P3-11.2
    bad answers from the model    documents whose cost the faults changed    ==    0 documents

Every Error Reaches The User With A Specific Reason
    [Tags]    P7-5.7    P7-5.4    P4-7.4    P3-11.2
    errors as the user sees them    errors reported correctly    ==    100 %

A Late Parser Answer Revives No Dead Letter
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P4-7.5    P9-12.4
    errors as the user sees them    dead letters revived by a late answer    ==    0 documents

A Dead Letter Recovers By Hand After A Late Parser Answer
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P4-7.6    P9-4.10
    errors as the user sees them    dead letters recovered by hand    ==    100 %

A Late Parser Answer Leaves Every Fact In The Text
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    errors as the user sees them    facts in the parsed text    ==    100 %

The History Stays Flawless After A Late Parser Answer
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    errors as the user sees them    history violations    ==    0 violations
