*** Settings ***
Documentation    Phase 4, section 6: the database fails, and once it can be reached again nobody has to do anything.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive    P4-6.1


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Work Resumes By Itself When The Database Is Back
    the database away    documents recovered    ==    100 %

Users Carry On By Themselves When The Database Is Back
    the database away    users carried on after    <=    required

Work Resumes By Itself When The Database Speaks Again
    the database silent    documents recovered    ==    100 %

Users Carry On By Themselves When The Database Speaks Again
    the database silent    users carried on after    <=    required

Nothing Is Lost That Somebody Would Have To Bring Back
    the database silent    lost documents    ==    0 documents
