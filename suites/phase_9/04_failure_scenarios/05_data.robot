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
    data changed behind the pipeline's back    changed objects detected    ==    100 %

Every Noticed Change Is Reported In A Sentence
    [Tags]    destructive
    data changed behind the pipeline's back    changes explained in a sentence    ==    100 %

Every Document Is Embedded Although Data Was Changed
    [Tags]    destructive    P9-18.2
    data changed behind the pipeline's back    documents embedded    ==    100 %

Good Documents Beside Changed Ones Are Embedded
    [Tags]    destructive
    data changed behind the pipeline's back    unchanged documents embedded    ==    100 %

The Chunks Hold Every Fact Although Data Was Changed
    [Tags]    destructive
    data changed behind the pipeline's back    facts in the chunks    ==    100 %

No Chunk With A Wrong Hash Is Kept
    [Tags]    destructive
    data changed behind the pipeline's back    chunks with a wrong hash    ==    0 chunks

No Changed Text Is Served To A User
    [Tags]    destructive
    data changed behind the pipeline's back    changed texts served to users    ==    0 documents

Changed Data Leaves No Flaw But The Stage That Was Put Back
    [Tags]    destructive
    data changed behind the pipeline's back    history violations    ==    0 violations

The History Shows That A Stage Was Put Back
    [Tags]    destructive
    data changed behind the pipeline's back    reset stages visible in the history    ==    1 documents

Every Kind Of Unreadable Document Gets A Reason
    unreadable documents    dead letters with a reason    ==    100 %

At Least Five Reasons Tell Unreadable Documents Apart
    unreadable documents    distinct failure reasons    >=    5 failures

Unreadable Documents Hold Up No Good Document
    unreadable documents    documents embedded    ==    100 %

No Chunk Of An Unreadable Document Is Kept
    unreadable documents    chunks of unreadable documents    ==    0 chunks

Unreadable Documents Leave The Histories Of Good Ones Flawless
    unreadable documents    history violations    ==    0 violations
