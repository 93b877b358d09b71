*** Settings ***
Documentation    Phase 4, section 5: failures are handled gracefully. Users are asked to retry; dead letters say why.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P4-5.1    P9-8.2


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Parser Outage Shows Users No Error But 503
    the parser away    errors other than 503    ==    0 requests

A Model Outage Shows Users No Error But 503
    the model away    errors other than 503    ==    0 requests

A Throttling Model Shows Users No Error But 503
    rate limiting by the model    errors other than 503    ==    0 requests

A Database Outage Shows Users No Error But 503
    the database away    errors other than 503    ==    0 requests

A Silent Database Shows Users No Error But 503
    the database silent    errors other than 503    ==    0 requests

A Storage Outage Shows Users No Error But 503
    the storage away    errors other than 503    ==    0 requests

An API Cut Off From The Model Shows Users No Error But 503
    the API cut off from the model    errors other than 503    ==    0 requests

Killed Workers Show Users No Error But 503
    the workers killed    errors other than 503    ==    0 requests

A Monitor Outage Shows Users No Error But 503
    the monitor away    errors other than 503    ==    0 requests

Sign-In Answers 503 With A Retry Time While Accounts Are Away
    signing in while the database is away    sign-in requests answered 503 with a retry time    ==    100 %

Every Dead Letter Carries A Code And A Message
    dead letters retried by hand    dead letters with a reason    ==    100 %
