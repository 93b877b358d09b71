*** Settings ***
Documentation    Phase 9, section 4: what holds in every outage. Each request is served, or answered 503 with the
...              time to retry; what does not need the broken service succeeds, and so does every request after the
...              recovery. Where a service is gone that readiness looks at, no answer says that all is well.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P9-8.2


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Users Are Served Or Asked To Retry While The Parser Is Away
    [Tags]    P4-7.7
    the parser away    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The Model Is Away
    [Tags]    P4-7.7
    the model away    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The Database Is Away
    the database away    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The Storage Is Away
    [Tags]    P4-7.7
    the storage away    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through An API Outage
    the API away    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The Monitor Is Away
    [Tags]    P4-7.7
    the monitor away    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry When The Workers Are Killed
    [Tags]    P4-7.7
    the workers killed    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While A Worker Sleeps Past Its Lease
    [Tags]    P4-7.7
    a worker paused beyond its lease    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry When A Worker Is Stopped
    [Tags]    P4-7.7
    a worker stopped with jobs in hand    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While A Worker Keeps Crashing
    [Tags]    P4-7.7
    a worker that keeps crashing    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry When A Worker Is Killed In Each Stage
    [Tags]    P4-7.7
    a worker killed in each stage    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through An Error In Each Stage
    an error in each stage    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through Ten Random Kills
    ten random kills    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through A Hundred Random Kills
    [Tags]    nightly
    a hundred random kills    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through Parser Errors
    [Tags]    P4-7.7
    errors from the parser    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The Parser Throttles
    [Tags]    P4-7.7
    rate limiting by the parser    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through Model Errors
    [Tags]    P4-7.7
    errors from the model    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The Model Throttles
    [Tags]    P4-7.7
    rate limiting by the model    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The Database Is Silent
    the database silent    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While Workers Are Cut Off
    [Tags]    P4-7.7
    the workers cut off from the database    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The API Cannot Reach The Model
    [Tags]    P4-7.7
    the API cut off from the model    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While Uploads Are Cut Off
    [Tags]    P4-7.7
    uploads cut off midway    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry When Model Answers Are Reset
    [Tags]    P4-7.7
    connections to the model reset    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Over A Slow, Narrow Parser Link
    [Tags]    P4-7.7
    the parser behind a slow link    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While Webhooks Cannot Reach The API
    webhooks unable to reach the API    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The Storage Is Full
    [Tags]    P4-7.7
    a full storage disk    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The Database Is Full
    a full database disk    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While No Database Connection Is Free
    no free database connection    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While Workers Lack Memory
    [Tags]    P4-7.7
    workers short of memory    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While Workers Lack CPU
    [Tags]    P4-7.7
    workers short of processor time    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While API And Database Lack CPU
    API and database short of processor time    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry While The API Has No Free File Handle
    the API out of file handles    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry When The Database Fails As Webhooks Arrive
    the database away while webhooks arrive    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry When The Storage Fails And The Model Throttles
    [Tags]    P4-7.7
    the storage away while the model rate-limits    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry When Workers Die While The Parser Is Silent
    [Tags]    P4-7.7
    the workers killed while the parser is silent    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through 45 Seconds Without LlamaParse
    [Tags]    P4-7.7
    the parser away for 45 s    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through 45 Seconds Without OpenAI
    [Tags]    P4-7.7
    the model away for 45 s    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through 45 Seconds Without The Storage
    [Tags]    P4-7.7
    the storage away for 45 s    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through 45 Seconds Without The Database
    the database away for 45 s    badly answered requests    ==    0 requests

Users Are Served Or Asked To Retry Through Ten Minutes Without LlamaParse
    [Tags]    nightly    P4-7.7
    the parser away for ten minutes    badly answered requests    ==    0 requests

No Answer Claims All Is Well While The Database Is Silent
    the database silent    false all-clear answers    ==    0 requests

No Answer Claims All Is Well While The API Cannot Reach The Model
    the API cut off from the model    false all-clear answers    ==    0 requests

No Answer Claims All Is Well While The Storage Is Full
    a full storage disk    false all-clear answers    ==    0 requests

No Answer Claims All Is Well While The Database Is Full
    a full database disk    false all-clear answers    ==    0 requests

No Answer Claims All Is Well While No Database Connection Is Free
    no free database connection    false all-clear answers    ==    0 requests

No Answer Claims All Is Well When The Database Fails As Webhooks Arrive
    the database away while webhooks arrive    false all-clear answers    ==    0 requests

No Answer Claims All Is Well When The Storage Fails And The Model Throttles
    the storage away while the model rate-limits    false all-clear answers    ==    0 requests

No Answer Claims All Is Well Through 45 Seconds Without LlamaParse
    the parser away for 45 s    false all-clear answers    ==    0 requests

No Answer Claims All Is Well Through 45 Seconds Without OpenAI
    the model away for 45 s    false all-clear answers    ==    0 requests

No Answer Claims All Is Well Through 45 Seconds Without The Storage
    the storage away for 45 s    false all-clear answers    ==    0 requests

No Answer Claims All Is Well Through 45 Seconds Without The Database
    the database away for 45 s    false all-clear answers    ==    0 requests

No Answer Claims All Is Well Through Ten Minutes Without LlamaParse
    [Tags]    nightly
    the parser away for ten minutes    false all-clear answers    ==    0 requests
