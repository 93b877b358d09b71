*** Settings ***
Documentation    Phase 4, section 5: whatever fails, users are told so in words that they can act upon, and nothing
...              breaks.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P4-5.1    P9-8.2


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
An Outage Of The Parser Is Handled Gracefully
    the parser away    errors other than 503    ==    0 requests

An Outage Of The Model Is Handled Gracefully
    the model away    errors other than 503    ==    0 requests

A Model With Too Much To Do Is Handled Gracefully
    the model has too much to do    errors other than 503    ==    0 requests

Loss Of The Database Is Handled Gracefully
    the database away    errors other than 503    ==    0 requests

A Database That Is Silent Is Handled Gracefully
    the database silent    errors other than 503    ==    0 requests

An Outage Of The Storage Is Handled Gracefully
    the storage away    errors other than 503    ==    0 requests

A Model That Refuses The API Is Handled Gracefully
    the API cut off from the model    errors other than 503    ==    0 requests

Killed Workers Are Handled Gracefully
    the workers killed    errors other than 503    ==    0 requests

An Outage Of The Monitor Is Handled Gracefully
    the monitor away    errors other than 503    ==    0 requests

Accounts That Are Out Of Reach Are Handled Gracefully
    signing in while accounts are out of reach    requests told to come again    ==    100 %

Dead Letters Say Why In Words
    dead letters taken up by hand    dead letters with a reason    ==    100 %
