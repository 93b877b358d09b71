*** Settings ***
Documentation    Phase 9, section 8: the pipeline does what it is for, with every kind of document, without a flaw.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Documents In Seven Languages Are All Embedded
    [Tags]    P9-8.1
    a document in each language    documents embedded    ==    100 %

No Fact Is Lost In Any Language
    [Tags]    P9-8.1
    a document in each language    facts in the parsed text    ==    100 %

Facts Are Found In Any Language
    [Tags]    P9-8.1
    a document in each language    facts found by search    ==    100 %

The Same Document Is Taken Once
    [Tags]    P9-8.1
    the same document twice    second uploads refused    ==    100 %

A Refusal Names The Document That Is There Already
    [Tags]    P9-8.1
    the same document twice    refusals that name the first document    ==    100 %

A Document That Was Sent Twice Is Worked On Once
    [Tags]    P9-8.1
    the same document twice    jobs of the document    ==    1 jobs

The Same Document Of Another User Is Another Document
    [Tags]    P9-8.1    P9-11.4
    the same document twice    same document accepted from another user    ==    100 %

Nobody Learns What Others Have Uploaded
    [Tags]    P9-8.1    P9-11.4
    the same document twice    answers that disclose another user's document    ==    0 hits

What A New Version Says Is Found
    [Tags]    P9-8.1
    a new version of a document    facts of the new version found    ==    100 %

What An Old Version Said Is Found No More
    [Tags]    P9-8.1
    a new version of a document    facts of the old version found    ==    0 hits

A Deleted Document Is Found No More
    [Tags]    P9-8.1
    a deleted document    facts found after it was deleted    ==    0 hits

A Deleted Document Leaves No Chunk
    [Tags]    P9-8.1
    a deleted document    chunks left in the database    ==    0 chunks

A Deleted Document Cannot Be Opened
    [Tags]    P9-8.1
    a deleted document    answers about it that are not 404    ==    0 requests

The Audit Log Remembers A Deleted Document
    [Tags]    P9-8.1
    a deleted document    audit rows of the deletion    ==    1 rows

Documents Take No Longer Than Required
    [Tags]    P9-8.3
    sixty documents of six users    time to embedded p95    <=    required

Everything That Was Submitted Succeeds
    [Tags]    P9-8.4
    sixty documents of six users    documents embedded    ==    100 %
