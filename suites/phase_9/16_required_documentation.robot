*** Settings ***
Documentation    Phase 9, section 16: sample documents come with expected results, confirmed by another PDF reader.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        P9-16.2


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Sample Document Comes With Expected Results
    the sample documents    documents with expected results    ==    100 %

Every Expected Result Is On The Page It Names
    the sample documents    facts on their declared page    ==    100 %

Documents Without Expected Results Contain No Readable Text
    the sample documents    empty documents with text    ==    0 documents
