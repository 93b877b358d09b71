*** Settings ***
Documentation    Phase 9, section 22: the approach. Only this machine takes part, and the failures of iteration 002 (a
...              simulated parse, jobs taken twice, a status that answered 500) are gone.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Address Is On This Machine
    [Tags]    P9-22.1
    ports and connections of the processes    service addresses outside this machine    ==    0 hits

No Process Connects To Another Machine
    [Tags]    P9-22.1
    ports and connections of the processes    connections to other machines    ==    0 hits

Real Parsing Brings Back Every Planted Fact
    [Tags]    P9-22.3
    one document    facts in the parsed text    ==    100 %

Two Workers No Longer Take The Same Job
    [Tags]    P9-22.3
    twenty documents at once    history violations    ==    0 violations

Asking For A Job's Status No Longer Fails
    [Tags]    P9-22.3
    a returning user's ten documents    jobs followed to their end    ==    100 %
