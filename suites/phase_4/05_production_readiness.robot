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

A Worker Killed In Each Stage Shows Users No Error But 503
    a worker killed in each stage    errors other than 503    ==    0 requests

An Error In Each Stage Shows Users No Error But 503
    an error in each stage    errors other than 503    ==    0 requests

Ten Random Kills Show Users No Error But 503
    ten random kills    errors other than 503    ==    0 requests

45 Seconds Without LlamaParse Show Users No Error But 503
    the parser away for 45 s    errors other than 503    ==    0 requests

45 Seconds Without OpenAI Show Users No Error But 503
    the model away for 45 s    errors other than 503    ==    0 requests

45 Seconds Without The Storage Show Users No Error But 503
    the storage away for 45 s    errors other than 503    ==    0 requests

45 Seconds Without The Database Show Users No Error But 503
    the database away for 45 s    errors other than 503    ==    0 requests

A Stopped Worker Shows Users No Error But 503
    a worker stopped with jobs in hand    errors other than 503    ==    0 requests

A Crashing Worker Shows Users No Error But 503
    a worker that keeps crashing    errors other than 503    ==    0 requests

Workers Short Of Memory Show Users No Error But 503
    workers short of memory    errors other than 503    ==    0 requests

Workers Short Of CPU Show Users No Error But 503
    workers short of processor time    errors other than 503    ==    0 requests

An API Outage Shows Users No Error But 503
    the API away    errors other than 503    ==    0 requests

A Sleeping Worker Shows Users No Error But 503
    a worker paused beyond its lease    errors other than 503    ==    0 requests

Parser Errors Show Users No Error But 503
    errors from the parser    errors other than 503    ==    0 requests

A Throttling Parser Shows Users No Error But 503
    rate limiting by the parser    errors other than 503    ==    0 requests

Model Errors Show Users No Error But 503
    errors from the model    errors other than 503    ==    0 requests

Workers Cut Off From The Database Show Users No Error But 503
    the workers cut off from the database    errors other than 503    ==    0 requests

Uploads Cut Off Midway Show Users No Error But 503
    uploads cut off midway    errors other than 503    ==    0 requests

Model Connections That Are Reset Show Users No Error But 503
    connections to the model reset    errors other than 503    ==    0 requests

A Slow, Narrow Link To The Parser Shows Users No Error But 503
    the parser behind a slow link    errors other than 503    ==    0 requests

Webhooks That Cannot Reach The API Show Users No Error But 503
    webhooks unable to reach the API    errors other than 503    ==    0 requests

A Database Outage As Webhooks Arrive Shows Users No Error But 503
    the database away while webhooks arrive    errors other than 503    ==    0 requests

A Storage Outage While The Model Throttles Shows Users No Error But 503
    the storage away while the model rate-limits    errors other than 503    ==    0 requests

Workers That Die While The Parser Is Silent Show Users No Error But 503
    the workers killed while the parser is silent    errors other than 503    ==    0 requests

Search, Status And Uploads Keep Working While The Workers Are Killed
    the workers killed    unaffected requests that succeeded    ==    100 %

Search, Status And Uploads Keep Working While The Parser Answers With Errors
    errors from the parser    unaffected requests that succeeded    ==    100 %

Search, Status And Uploads Keep Working While The Parser Throttles
    rate limiting by the parser    unaffected requests that succeeded    ==    100 %

Search, Status And Uploads Keep Working While LlamaParse Is Away For 45 Seconds
    the parser away for 45 s    unaffected requests that succeeded    ==    100 %

Uploads And Status Keep Working While The Model Answers With Errors
    errors from the model    unaffected requests that succeeded    ==    100 %

Uploads And Status Keep Working While The Model Throttles
    rate limiting by the model    unaffected requests that succeeded    ==    100 %

Uploads And Status Keep Working While OpenAI Is Away For 45 Seconds
    the model away for 45 s    unaffected requests that succeeded    ==    100 %

Uploads And Status Keep Working While Model Connections Are Reset
    connections to the model reset    unaffected requests that succeeded    ==    100 %

Search And Status Keep Working While The Storage Is Away For 45 Seconds
    the storage away for 45 s    unaffected requests that succeeded    ==    100 %

Search, Status And Uploads Keep Working While A Worker Sleeps
    a worker paused beyond its lease    unaffected requests that succeeded    ==    100 %

No Request Is Refused Once The Storage Is Back
    the storage away    requests refused after recovery    ==    0 requests

No Request Is Refused Once The Parser Is Back
    the parser away    requests refused after recovery    ==    0 requests

No Request Is Refused Once The API Is Back
    the API away    requests refused after recovery    ==    0 requests

No Request Is Refused Once The Database Answers Again
    the database silent    requests refused after recovery    ==    0 requests

No Request Is Refused Once The Database Is Back After 45 Seconds
    the database away for 45 s    requests refused after recovery    ==    0 requests

No Request Is Refused Once The Storage Is Back After 45 Seconds
    the storage away for 45 s    requests refused after recovery    ==    0 requests

Every Refusal Says When To Retry While The Storage Is Away
    the storage away    refusals that say when to retry    ==    100 %

Every Refusal Says When To Retry While The Database Is Silent
    the database silent    refusals that say when to retry    ==    100 %

Every Refusal Says When To Retry While The Storage Is Away For 45 Seconds
    the storage away for 45 s    refusals that say when to retry    ==    100 %

Every Refusal Says When To Retry While The Database Is Away For 45 Seconds
    the database away for 45 s    refusals that say when to retry    ==    100 %
