*** Settings ***
Documentation    Phase 4, section 6: the pipeline recovers from a database failure without a manual step.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P4-6.1


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Document Completes By Itself Once The Database Is Back
    the database away    documents recovered    ==    100 %

Uploads Resume By Themselves In Time Once The Database Is Back
    the database away    time until uploads are accepted again    <=    required

Every Document Completes By Itself Once The Database Answers Again
    the database silent    documents recovered    ==    100 %

Uploads Resume By Themselves In Time Once The Database Answers Again
    the database silent    time until uploads are accepted again    <=    required

A Silent Database Loses No Document
    the database silent    lost documents    ==    0 documents
