*** Settings ***
Documentation    Phase 9, section 4: those whom the pipeline asks for work have a bad day: errors, too much to do,
...              nonsense, another document's answer, webhooks that go astray.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Document Recovers From Errors Of The Parser
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-18.2
    the parser fails    documents recovered    ==    100 %

The Parser's Plea For Patience Is Heeded
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P4-7.5    P9-12.4
    the parser has too much to do    documents retried out of bounds    ==    0 documents

Every Document Recovers From Errors Of The Model
    [Tags]    P4-2.3    P9-18.2
    the model fails    documents recovered    ==    100 %

Every Throttled Document Is Embedded In The End
    [Tags]    P4-2.2    P9-18.2
    the model has too much to do    documents recovered    ==    100 %

Throttled Documents Are Retried Within Bounds
    [Tags]    P4-2.2    P4-7.5    P9-12.4
    the model has too much to do    documents retried out of bounds    ==    0 documents

Webhooks That Go Astray Lose No Document
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-18.2    P7-16.4
    stray webhooks    documents embedded    ==    100 %

Webhooks That Go Astray Double Nothing
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    stray webhooks    history violations    ==    0 violations

No Bad Answer Of The Parser Keeps A Document From Its End
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P7-16.4    P9-4.8    P9-18.2
    the parser's bad days    documents embedded    ==    100 %

No Text Is Lost On The Parser's Bad Days
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-4.8
    the parser's bad days    facts in the parsed texts    ==    100 %

Another Document's Text Is Never Believed
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-4.8
    the parser's bad days    facts of another document    ==    0 hits

A Parser That Hangs Is Given Up In Time
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    the parser's bad days    documents left hanging    ==    0 documents

The Parser's Bad Days Leave No Flaw
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-4.8
    the parser's bad days    history violations    ==    0 violations

The Parser Is Asked Again Within Bounds
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P4-7.5    P9-12.4
    the parser's bad days    documents retried out of bounds    ==    0 documents

The Parser Is Left Alone For As Long As It Asks
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P4-7.5    P9-12.4
    the parser's bad days    requests within the time that was asked for    ==    0 requests

What Goes Wrong With The Parser Is Told By Its Own Reason
    [Tags]    P7-5.7    P7-5.4    P4-7.4    P3-11.2
    the parser's bad days    failures told by their own reason    ==    100 %

The Parser's Troubles Are Told Apart
    [Tags]    P7-5.7
    the parser's bad days    different reasons    >=    3 failures

Nobody Pays Twice For The Parser's Bad Days
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    the parser's bad days    documents that cost more or less than on a fair day    ==    0 documents

No Bad Answer Of The Model Keeps A Document From Its End
    [Tags]    P4-2.2    P4-7.4    P7-5.4    P3-11.2    P7-16.4    P9-4.8    P9-18.2
    the model's bad days    documents embedded    ==    100 %

A Model That Hangs Is Given Up In Time
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    the model's bad days    documents left hanging    ==    0 documents

Nothing That The Model Has Made Up Is Searched
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P9-4.8
    the model's bad days    facts found by search    ==    100 %

The Model's Bad Days Leave No Flaw
    [Tags]    P4-2.2    P4-7.4    P7-5.4    P3-11.2    P9-4.8
    the model's bad days    history violations    ==    0 violations

The Model Is Asked Again Within Bounds
    [Tags]    P4-2.2    P4-7.5    P9-12.4
    the model's bad days    documents retried out of bounds    ==    0 documents

The Model Is Left Alone For As Long As It Asks
    [Tags]    P4-2.2    P4-7.5    P9-12.4
    the model's bad days    requests within the time that was asked for    ==    0 requests

What Goes Wrong With The Model Is Told By Its Own Reason
    [Tags]    P7-5.7    P7-5.4    P4-7.4    P3-11.2
    the model's bad days    failures told by their own reason    ==    100 %

The Model's Troubles Are Told Apart
    [Tags]    P7-5.7
    the model's bad days    different reasons    >=    4 failures

Nobody Pays Twice For The Model's Bad Days
    [Tags]    P4-2.2    P4-7.4    P7-5.4    P3-11.2
    the model's bad days    documents that cost more or less than on a fair day    ==    0 documents

Errors Reach The User As What They Are
    [Tags]    P7-5.7    P7-5.4    P4-7.4    P3-11.2
    errors on their way to the user    errors told as what they are    ==    100 %

An Answer That Comes Too Late Revives No Dead Letter
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P4-7.5    P9-12.4
    errors on their way to the user    dead letters revived by a late answer    ==    0 documents

What Was Answered Too Late Is Taken Up By Hand
    [Tags]    P4-7.4    P7-5.4    P3-11.2    P4-7.6    P9-4.10
    errors on their way to the user    dead letters recovered by hand    ==    100 %

A Late Answer Leaves The Right Text
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    errors on their way to the user    facts in the parsed text    ==    100 %

A Late Answer Doubles Nothing
    [Tags]    P4-7.4    P7-5.4    P3-11.2
    errors on their way to the user    history violations    ==    0 violations
