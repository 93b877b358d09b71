*** Settings ***
Documentation    Phase 9, section 4: data that are not what they should be: objects and rows that were changed behind
...              the pipeline's back, and documents that nobody can read.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        P9-4.8


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Uploads And Texts That Were Changed In The Storage Are Noticed
    [Tags]    destructive
    data changed behind the pipeline's back    changed objects that were noticed    ==    100 %

People Are Told What Is Wrong With Changed Data
    [Tags]    destructive
    data changed behind the pipeline's back    changes told in a sentence    ==    100 %

Documents Whose Data Were Changed Are Embedded In The End
    [Tags]    destructive    P9-18.2
    data changed behind the pipeline's back    documents embedded    ==    100 %

Documents Beside Changed Ones Are Embedded
    [Tags]    destructive
    data changed behind the pipeline's back    good documents embedded    ==    100 %

Nothing False Is Found After Data Were Changed
    [Tags]    destructive
    data changed behind the pipeline's back    facts in the chunks    ==    100 %

No Changed Chunk Is Kept
    [Tags]    destructive
    data changed behind the pipeline's back    chunks with a wrong hash    ==    0 chunks

No Changed Text Is Handed Out
    [Tags]    destructive
    data changed behind the pipeline's back    changed texts handed out    ==    0 documents

Changed Data Leave No Flaw
    [Tags]    destructive
    data changed behind the pipeline's back    history violations    ==    0 violations

The History Tells Of A Stage That Was Put Back
    [Tags]    destructive
    data changed behind the pipeline's back    stages put back that the history tells of    ==    1 documents

Each Kind Of Unreadable Document Is Explained
    documents that cannot be read    dead letters with a reason    ==    100 %

Reasons For Unreadable Documents Are Told Apart
    documents that cannot be read    different reasons    >=    5 failures

Unreadable Documents Hold Up No Good One
    documents that cannot be read    documents embedded    ==    100 %

Nothing Is Kept Of Unreadable Documents
    documents that cannot be read    chunks of unreadable documents    ==    0 chunks

Unreadable Documents Leave No Flaw
    documents that cannot be read    history violations    ==    0 violations
