*** Settings ***
Documentation    Phase 4, section 11: every part is broken, many in several ways, to find gaps in recovery.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P4-11.4


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Recovery From A Parser Outage Leaves No Document Behind
    the parser away    documents recovered    ==    100 %

Recovery From A Model Outage Leaves No Document Behind
    the model away    documents recovered    ==    100 %

Recovery From A Database Outage Leaves No Document Behind
    the database away    documents recovered    ==    100 %

Recovery From A Storage Outage Leaves No Document Behind
    the storage away    documents recovered    ==    100 %

Recovery From A Monitor Outage Leaves No Document Behind
    the monitor away    documents recovered    ==    100 %

Recovery From Killed Workers Leaves No Document Behind
    the workers killed    documents recovered    ==    100 %

Recovery From A Sleeping Worker Leaves No Document Behind
    a worker paused beyond its lease    documents recovered    ==    100 %

Recovery From Parser Errors Leaves No Document Behind
    errors from the parser    documents recovered    ==    100 %

Recovery From Model Errors Leaves No Document Behind
    errors from the model    documents recovered    ==    100 %

Recovery From A Silent Database Leaves No Document Behind
    the database silent    documents recovered    ==    100 %

Recovery From Workers Cut Off From The Database Leaves No Document Behind
    the workers cut off from the database    documents recovered    ==    100 %

Recovery From Interrupted Uploads Leaves No Document Behind
    uploads cut off midway    documents recovered    ==    100 %

Recovery By Restarting Several Parts Leaves No Document Behind
    several services restarted by hand    documents recovered    ==    100 %

An API Outage Leaves The History Flawless
    the API away    history violations    ==    0 violations

Every Dead Letter Can Be Recovered By Hand
    dead letters retried by hand    dead letters recovered by hand    ==    100 %
