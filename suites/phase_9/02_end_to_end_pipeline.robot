*** Settings ***
Documentation    Phase 9, section 2: one document from upload until it is embedded, with nothing lost on the way.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        smoke


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Upload, Parse, Chunk, Embed And Finalize Complete
    [Tags]    P9-2.1
    one document    documents embedded    ==    100 %

No Planted Fact Is Lost In Parsing
    [Tags]    P9-2.1
    one document    facts in the parsed text    ==    100 %

Every Word Of The Text Is In A Chunk
    [Tags]    P9-2.1    P4-7.2
    one document    words of the text in a chunk    ==    100 %

No Chunk Is There Twice
    [Tags]    P9-2.1    P4-7.2
    one document    chunks that repeat another    ==    0 chunks

Every Planted Fact Is Found By Search
    [Tags]    P9-2.1
    one document    facts found by search    ==    100 %

The Agent Answers Every Planted Fact
    [Tags]    P9-2.1
    one document    facts answered by the agent    ==    100 %

The Agent Names A Source That Holds The Fact
    [Tags]    P9-2.1
    one document    answers with a source that holds the fact    ==    100 %

Progress Is Updated On The Way
    [Tags]    P9-2.2
    one document    stages at which progress grew    >=    2 stages

Several Uploads At The Same Time Are Accepted
    [Tags]    P9-2.5
    five documents at once    simultaneous uploads    >=    5 uploads

Several Uploads At The Same Time Are Processed
    [Tags]    P9-2.5
    five documents at once    documents embedded    ==    100 %

Workers Never Take The Same Job
    [Tags]    P9-2.5    P4-3.1
    twenty documents at once    history violations    ==    0 violations
