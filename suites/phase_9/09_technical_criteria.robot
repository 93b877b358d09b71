*** Settings ***
Documentation    Phase 9, section 9: the components work together, safely, and can be looked into.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Rows And Objects Tell Of Each Other
    [Tags]    P9-9.1
    all the data there is    finished documents without their objects    ==    0 documents

Nothing Is In Storage That No Document Knows
    [Tags]    P9-9.1
    all the data there is    objects of no document    ==    0 hits

The Api Says What The Database Says
    [Tags]    P9-9.1
    what the pipeline tells of itself    answers that differ from the database    ==    0 differences

The Metrics Say What The Database Says
    [Tags]    P9-9.1
    what the pipeline tells of itself    jobs told otherwise than in the database    ==    0 differences

One Correlation Id Leads Through Every Service
    [Tags]    P9-9.1    P9-9.4
    a document followed by its correlation id    services whose log has the correlation id    ==    5 services

Every Log Line Can Be Read By A Program
    [Tags]    P9-9.4
    a document followed by its correlation id    log lines that are not JSON    ==    0 lines

Every Log Line Says When, Where, How Grave And What
    [Tags]    P9-9.4
    a document followed by its correlation id    log lines without time, level, service or message    ==    0 lines

No Log Line Holds A Document's Text
    [Tags]    P9-9.4
    a document followed by its correlation id    log lines with a text of the document    ==    0 lines

No Log Line Holds A Secret
    [Tags]    P9-9.4
    a document followed by its correlation id    secrets in the logs    ==    0 hits

Every Request Is Counted
    [Tags]    P9-9.4
    what the pipeline tells of itself    requests counted of those made    ==    100 %
