*** Settings ***
Documentation    Phase 7, section 5: webhooks arrive, services communicate, and data flows from one service to the next.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Parser Webhook Is Accepted
    [Tags]    P7-5.3
    webhooks for six documents    webhooks accepted    ==    100 %

Webhooks Deliver At Least Half Of The Texts Without Polling
    [Tags]    P7-5.3
    webhooks for six documents    texts delivered by webhook    >=    50 %

The Document's Text Contains What The Webhook Delivered
    [Tags]    P7-5.3
    a webhook sent by Countersign    webhook sentence in the text    ==    1 hits

Only Genuine Webhooks Are Accepted
    [Tags]    P7-5.3
    a webhook sent by Countersign    webhooks judged correctly    ==    100 %

A Webhook Leaves The History Flawless
    [Tags]    P7-5.3
    a webhook sent by Countersign    history violations    ==    0 violations

95 Percent Of Webhooks Are Answered In Under 500 Milliseconds
    [Tags]    P7-5.3
    sixty late webhooks    webhook response time p95    <    500 ms

Every Late Webhook Is Accepted
    [Tags]    P7-5.3
    sixty late webhooks    webhooks accepted    ==    100 %

Late Webhooks Change No Text
    [Tags]    P7-5.3    C-WEB-9
    sixty late webhooks    texts changed by late webhooks    ==    0 documents

Late Webhooks Leave The History Flawless
    [Tags]    P7-5.3
    sixty late webhooks    history violations    ==    0 violations

95 Percent Of Cross-Service Requests Take Under 100 Milliseconds
    [Tags]    P7-5.5
    requests that need another service    response time p95    <    100 ms

No Cross-Service Request Fails
    [Tags]    P7-5.5
    requests that need another service    error rate    ==    0 %

95 Percent Of The Parser's Calls Of The API Take Under 100 Milliseconds
    [Tags]    P7-5.5
    sixty late webhooks    webhook response time p95    <    100 ms

The API Reaches Every Service It Depends On
    [Tags]    P7-5.5
    health checks    available dependencies    ==    100 %

Every Planted Fact Reaches The Parsed Text
    [Tags]    P7-5.6
    one document    facts in the parsed text    ==    100 %

Every Word Of The Text Reaches The Chunks
    [Tags]    P7-5.6
    one document    words of the text in a chunk    ==    100 %

Every Planted Fact Reaches The Agent's Answers
    [Tags]    P7-5.6
    one document    facts answered by the agent    ==    100 %

The Data Of Sixty Documents Flows Without A Flaw
    [Tags]    P7-5.6
    sixty documents from six users    history violations    ==    0 violations

95 Percent Of Questions To The Agent Take Under 200 Milliseconds
    [Tags]    P7-5.8
    questions to the agent    response time p95    <    200 ms

No Question To The Agent Fails
    [Tags]    P7-5.8
    questions to the agent    error rate    ==    0 %
