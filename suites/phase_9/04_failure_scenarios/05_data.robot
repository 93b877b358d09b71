*** Settings ***
Documentation    Phase 9, section 4: bad data. Objects and rows are changed behind the pipeline's back, and some
...              documents cannot be read.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        P9-4.8


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Upload And Text Changed In The Storage Is Noticed
    [Tags]    destructive
    data changed behind the pipeline's back    changed objects that were noticed    ==    100 %

Every Noticed Change Is Reported In A Sentence
    [Tags]    destructive
    data changed behind the pipeline's back    changes told in a sentence    ==    100 %

Every Document Is Embedded Although Data Was Changed
    [Tags]    destructive    P9-18.2
    data changed behind the pipeline's back    documents embedded    ==    100 %

Good Documents Beside Changed Ones Are Embedded
    [Tags]    destructive
    data changed behind the pipeline's back    good documents embedded    ==    100 %

The Chunks Hold Every Fact Although Data Was Changed
    [Tags]    destructive
    data changed behind the pipeline's back    facts in the chunks    ==    100 %

No Chunk With A Wrong Hash Is Kept
    [Tags]    destructive
    data changed behind the pipeline's back    chunks with a wrong hash    ==    0 chunks

No Changed Text Is Served To A User
    [Tags]    destructive
    data changed behind the pipeline's back    changed texts handed out    ==    0 documents

Changed Data Leaves No Flaw But The Stage That Was Put Back
    [Tags]    destructive
    data changed behind the pipeline's back    history violations    ==    0 violations

The History Shows That A Stage Was Put Back
    [Tags]    destructive
    data changed behind the pipeline's back    stages put back that the history tells of    ==    1 documents

Every Kind Of Unreadable Document Gets A Reason
    documents that cannot be read    dead letters with a reason    ==    100 %

At Least Five Reasons Tell Unreadable Documents Apart
    documents that cannot be read    different reasons    >=    5 failures

Unreadable Documents Hold Up No Good Document
    documents that cannot be read    documents embedded    ==    100 %

No Chunk Of An Unreadable Document Is Kept
    documents that cannot be read    chunks of unreadable documents    ==    0 chunks

Unreadable Documents Leave The Histories Of Good Ones Flawless
    documents that cannot be read    history violations    ==    0 violations
