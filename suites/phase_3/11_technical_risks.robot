*** Settings ***
Documentation    Phase 3, section 11: technical risks. Services fail, and so do the links between platforms.
...              Required in production and the cloud; elsewhere a rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Affected Document Recovers From A Parser Outage
    [Tags]    P3-11.2
    the parser away    documents recovered    ==    100 %

Every Affected Document Recovers From Parser Errors
    [Tags]    P3-11.2
    errors from the parser    documents recovered    ==    100 %

Every Affected Document Recovers From A Model Outage
    [Tags]    P3-11.2
    the model away    documents recovered    ==    100 %

Every Affected Document Recovers From Model Throttling
    [Tags]    P3-11.2
    rate limiting by the model    documents recovered    ==    100 %

Every Affected Document Recovers From A Storage Outage
    [Tags]    P3-11.2
    the storage away    documents recovered    ==    100 %

Lost And Stray Webhooks Cost No Document
    [Tags]    P3-11.3
    stray webhooks    documents embedded    ==    100 %

New Documents Complete While No Webhook Can Reach The API
    [Tags]    P3-11.3
    webhooks unable to reach the API    documents completed during the fault    >=    3 documents

New Documents Complete Over A Slow, Narrow Link To The Parser
    [Tags]    P3-11.3
    the parser behind a slow link    documents completed during the fault    >=    3 documents

Every Affected Document Recovers From Reset Model Connections
    [Tags]    P3-11.3
    connections to the model reset    documents recovered    ==    100 %
