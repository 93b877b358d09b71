*** Settings ***
Documentation    Phase 9, section 2: documents from upload to embedding, with nothing lost on the way.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Document Completes Upload, Parse, Chunk, Embed And Finalize
    [Tags]    P9-2.1    smoke    P3-5.1
    one document    documents embedded    ==    100 %

No Planted Fact Is Lost In Parsing
    [Tags]    P9-2.1    smoke
    one document    facts in the parsed text    ==    100 %

Every Word Of The Text Is In A Chunk
    [Tags]    P9-2.1    P4-7.2    smoke
    one document    words of the text in a chunk    ==    100 %

No Chunk Repeats Another
    [Tags]    P9-2.1    P4-7.2    smoke    C-CHK-9
    one document    repeated chunks    ==    0 chunks

Search Finds Every Planted Fact
    [Tags]    P9-2.1    smoke    C-SRC-12
    one document    facts found by search    ==    100 %

The Agent Answers With Every Planted Fact
    [Tags]    P9-2.1    smoke    P3-5.1    C-AGT-5
    one document    facts answered by the agent    ==    100 %

Each Answer Cites A Source That Holds The Fact
    [Tags]    P9-2.1    smoke    C-AGT-2
    one document    answers with a source for the fact    ==    100 %

Progress Grows In At Least Two Stages
    [Tags]    P9-2.2    smoke
    one document    stages with growing progress    >=    2 stages

Every Job Can Be Followed To Its End
    [Tags]    P9-2.2
    a returning user's ten documents    jobs followed to their end    ==    100 %

The Progress Of Each Of Ten Documents Grows To The End
    [Tags]    P9-2.2
    a returning user's ten documents    documents whose progress only grew    ==    100 %

A Job's Reported Cost Equals The Cost Of Its Calls
    [Tags]    P9-2.2
    one document    reported cost / actual cost    ==    100 %

Every Unreadable Document Ends As A Dead Letter With A Reason
    [Tags]    P9-2.3    C-JOB-4    C-PAR-6
    unreadable documents    dead letters with a reason    ==    100 %

Unreadable Documents Get At Least Five Different Reasons
    [Tags]    P9-2.3
    unreadable documents    distinct failure reasons    >=    5 failures

Good Documents Among Unreadable Ones Are Embedded
    [Tags]    P9-2.3
    unreadable documents    documents embedded    ==    100 %

95 Percent Of Measured Processing Times Are Within The Limit
    [Tags]    P9-2.4    P9-5.3
    sixty documents from six users    time to embedded p95    <=    required

The Measured Average Of Status Requests Is Within The Limit
    [Tags]    P9-5.3    smoke
    status requests    response time average    <=    322.2 ms

The Measured Memory Of All Processes Is Within The Limit
    [Tags]    P9-2.4
    sixty documents from six users    memory of all processes    <=    required

The Measured CPU Time Per Document Is Within The Limit
    [Tags]    P9-2.4
    sixty documents from six users    processor time per document    <=    required

The Measured Data Written Per Document Is Within The Limit
    [Tags]    P9-2.4
    sixty documents from six users    data written per document    <=    required

The Measured Database Connections Are Within The Limit
    [Tags]    P9-2.4
    sixty documents from six users    database connections in use    <=    required

Recorded Times Of Sixty Documents Agree With The Suite's Clock
    [Tags]    P9-2.4    C-EVT-2
    sixty documents from six users    recorded times that the suite's clock contradicts    ==    0 hits

Five Uploads At The Same Moment Are Accepted
    [Tags]    P9-2.5    smoke
    five documents at once    simultaneous uploads    >=    5 uploads

Five Documents Uploaded At The Same Moment Are Embedded
    [Tags]    P9-2.5    smoke
    five documents at once    documents embedded    ==    100 %

No Two Workers Take The Same Job
    [Tags]    P9-2.5    P4-3.1    smoke    C-JOB-11
    twenty documents at once    history violations    ==    0 violations

Five Uploads Sent Three At A Time Create Five Documents
    [Tags]    P9-2.5
    five documents, three at a time    accepted documents    ==    5 documents

Three Of Five Documents Are Uploaded At The Same Time
    [Tags]    P9-2.5
    five documents, three at a time    simultaneous uploads    ==    3 uploads

Five Documents Sent Three At A Time Are All Embedded
    [Tags]    P9-2.5
    five documents, three at a time    documents embedded    ==    100 %
