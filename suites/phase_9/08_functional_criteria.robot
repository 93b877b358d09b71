*** Settings ***
Documentation    Phase 9, section 8: the pipeline does its job in several languages and with duplicates, new versions
...              and deletions.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Documents In Seven Languages Are All Embedded
    [Tags]    P9-8.1
    a document in each language    documents embedded    ==    100 %

No Planted Fact Is Lost In Seven Languages
    [Tags]    P9-8.1    C-PAR-4
    a document in each language    facts in the parsed text    ==    100 %

Search Finds Every Fact In Seven Languages
    [Tags]    P9-8.1
    a document in each language    facts found by search    ==    100 %

The Histories Of Documents In Seven Languages Are Flawless
    [Tags]    P9-8.1
    a document in each language    history violations    ==    0 violations

A Second Upload Of The Same Document Is Refused
    [Tags]    P9-8.1
    the same document twice    repeated uploads refused    ==    100 %

The Refusal Of A Duplicate Names The First Document
    [Tags]    P9-8.1
    the same document twice    refusals that name the first document    ==    100 %

A Document Sent Twice Has Only One Job
    [Tags]    P9-8.1
    the same document twice    jobs of the document    ==    1 jobs

Another User May Upload The Same Document
    [Tags]    P9-8.1    P9-11.4
    the same document twice    same document accepted from another user    ==    100 %

Uploading A Duplicate Does Not Disclose Another User's Document
    [Tags]    P9-8.1    P9-11.4    C-ACC-13
    the same document twice    answers that disclose another user's document    ==    0 hits

Search Finds Every Fact Of A New Version
    [Tags]    P9-8.1
    a new version of a document    facts of the new version found    ==    100 %

Search Finds No Fact Of A Deleted Old Version
    [Tags]    P9-8.1
    a new version of a document    facts of the old version found    ==    0 hits

Search Finds No Fact Of A Deleted Document
    [Tags]    P9-8.1
    a deleted document    facts found after the deletion    ==    0 hits

A Deleted Document Leaves No Chunk
    [Tags]    P9-8.1
    a deleted document    chunks left after the deletion    ==    0 chunks

A Deleted Document Cannot Be Opened
    [Tags]    P9-8.1
    a deleted document    calls still answered after the deletion    ==    0 requests

The Audit Log Records A Deletion Once
    [Tags]    P9-8.1
    a deleted document    audit entries for the deletion    ==    1 rows

The Agent Answers Nothing From A Deleted Document
    [Tags]    P9-8.1
    [Template]    NONE
    ${anna} =    Given New User
    ${sent} =    And Upload Document    ${anna}
    And Wait For End    ${sent}
    And Get Facts Answered    ${sent}    ==    100 %
    When Delete Document    ${sent}
    Then Get Facts Answered    ${sent}    ==    0 %

Every Submitted Document Is Embedded
    [Tags]    P9-8.4
    sixty documents from six users    documents embedded    ==    100 %

The Document Followed Through Every Stage Is Embedded
    [Tags]    P9-8.4
    one document    documents embedded    ==    100 %

Five Documents Sent At Once Are All Embedded
    [Tags]    P9-8.4
    five documents at once    documents embedded    ==    100 %

Twenty Documents Sent At Once Are All Embedded
    [Tags]    P9-8.4
    twenty documents at once    documents embedded    ==    100 %

Documents Sent Three At A Time Are All Embedded
    [Tags]    P9-8.4
    five documents, three at a time    documents embedded    ==    100 %

Documents In Seven Languages Are All Embedded Without An Exception
    [Tags]    P9-8.4
    a document in each language    documents embedded    ==    100 %

Ten Documents Of A Returning User Are All Embedded
    [Tags]    P9-8.4
    a returning user's ten documents    documents embedded    ==    100 %

The History Of A Returning User's Documents Is Flawless
    [Tags]    P9-8.1
    a returning user's ten documents    history violations    ==    0 violations

The Documents Of A Heavy And A Light User Are All Embedded
    [Tags]    P9-8.4
    a light user beside a heavy user    documents embedded    ==    100 %

Documents Without A Fault Of Their Own Are Embedded Beside Unreadable Ones
    [Tags]    P9-8.4
    unreadable documents    documents embedded    ==    100 %

The Traced Document Is Embedded
    [Tags]    P9-8.4
    a document traced by its correlation id    documents embedded    ==    100 %

Every Document With Watched Webhooks Is Embedded
    [Tags]    P9-8.4
    webhooks for six documents    documents embedded    ==    100 %
