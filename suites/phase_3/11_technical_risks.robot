*** Settings ***
Documentation    Phase 3, section 11: technical risks. Test data is kept apart and goes again. Asked of production;
...              elsewhere a rehearsal.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        P3-11.1


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Test Data Carries The Prefix
    test data that comes and goes    test data without the prefix    ==    0 hits

Data Of Others Is Not To Be Touched
    test data that comes and goes    deeds on data of others that were refused    ==    100 %

Data Of Others Stays As It Is
    test data that comes and goes    documents of others that changed    ==    0 documents

No Row Is Left Of Test Data
    test data that comes and goes    rows left of test data    ==    0 rows

No Object Is Left Of Test Data
    test data that comes and goes    objects left of test data    ==    0 hits
