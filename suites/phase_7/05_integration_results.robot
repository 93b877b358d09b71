*** Settings ***
Documentation    Phase 7, section 5: webhooks arrive, services talk to each other, and data flows from one to the next.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Webhooks Are Taken
    [Tags]    P7-5.3
    webhooks for six documents    webhooks taken    ==    100 %

Webhooks Bring The Text
    [Tags]    P7-5.3
    webhooks for six documents    documents whose text came unasked    >=    50 %

What A Webhook Says Is Done
    [Tags]    P7-5.3
    a webhook of our own    the webhook's own sentence in the text    ==    1 hits

Only Genuine Webhooks Are Taken
    [Tags]    P7-5.3
    a webhook of our own    webhooks judged rightly    ==    100 %

A Webhook Leaves No Flaw In The History
    [Tags]    P7-5.3
    a webhook of our own    history violations    ==    0 violations

Webhooks Are Answered Quickly
    [Tags]    P7-5.3
    sixty webhooks that come late    webhook response time p95    <    500 ms

Late Webhooks Are Taken
    [Tags]    P7-5.3
    sixty webhooks that come late    late webhooks taken    ==    100 %

Late Webhooks Change Nothing
    [Tags]    P7-5.3
    sixty webhooks that come late    texts that were changed    ==    0 documents

Services Answer Each Other Quickly
    [Tags]    P7-5.5
    requests that need another service    response time p95    <    100 ms

Services Answer Each Other Rightly
    [Tags]    P7-5.5
    requests that need another service    error rate    ==    0 %

Every Service Is Reached By The Api
    [Tags]    P7-5.5
    health checks    dependencies that are available    ==    100 %

Data Flows From The Parser To The Text
    [Tags]    P7-5.6
    one document    facts in the parsed text    ==    100 %

Data Flows From The Text To The Chunks
    [Tags]    P7-5.6
    one document    words of the text in a chunk    ==    100 %

Data Flows From The Chunks To The Answers
    [Tags]    P7-5.6
    one document    facts answered by the agent    ==    100 %

Data Flows Without A Flaw
    [Tags]    P7-5.6
    sixty documents of six users    history violations    ==    0 violations

Integrated Services Answer Quickly
    [Tags]    P7-5.8
    questions to the agent    response time p95    <    200 ms

Integrated Services Answer Rightly
    [Tags]    P7-5.8
    questions to the agent    error rate    ==    0 %
