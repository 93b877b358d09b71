*** Settings ***
Documentation    Phase 4, section 11: gaps in recovery are found by breaking every part, in every way.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P4-11.4


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Recovery From An Outage Of The Parser Has No Gap
    the parser away    documents recovered    ==    100 %

Recovery From An Outage Of The Model Has No Gap
    the model away    documents recovered    ==    100 %

Recovery From A Lost Database Has No Gap
    the database away    documents recovered    ==    100 %

Recovery From A Lost Storage Has No Gap
    the storage away    documents recovered    ==    100 %

Recovery From A Lost Monitor Has No Gap
    the monitor away    documents recovered    ==    100 %

Recovery From Killed Workers Has No Gap
    the workers killed    documents recovered    ==    100 %

Recovery From A Sleeping Worker Has No Gap
    a worker asleep beyond its lease    documents recovered    ==    100 %

Recovery From Errors Of The Parser Has No Gap
    the parser fails    documents recovered    ==    100 %

Recovery From Errors Of The Model Has No Gap
    the model fails    documents recovered    ==    100 %

Recovery From A Database That Is Silent Has No Gap
    the database silent    documents recovered    ==    100 %

Recovery From A Database That Refuses The Workers Has No Gap
    the workers cut off from the database    documents recovered    ==    100 %

Recovery From Uploads That Are Cut Off Has No Gap
    uploads cut off in the middle    documents recovered    ==    100 %

Recovery From Parts That Are Restarted By Hand Has No Gap
    several parts restarted by hand    documents recovered    ==    100 %

A Lost API Leaves No Gap
    the API away    history violations    ==    0 violations

What Was Given Up Is Recovered By Hand
    dead letters taken up by hand    dead letters recovered by hand    ==    100 %
