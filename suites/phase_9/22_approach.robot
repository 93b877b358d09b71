*** Settings ***
Documentation    Phase 9, section 22: the approach. Only this machine takes part, and what failed in iteration 002
...              (a simulated parse, jobs taken twice, a status that answered 500) is shown not to be so any more.

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Every Address Is On This Machine
    [Tags]    P9-22.1
    where the processes listen and whom they speak to    addresses that lead away from this machine    ==    0 hits

No Process Speaks To Another Machine
    [Tags]    P9-22.1
    where the processes listen and whom they speak to    connections to other machines    ==    0 hits

Parsing Is Not Simulated Any More
    [Tags]    P9-22.3
    one document    facts in the parsed text    ==    100 %

No Two Workers Take The Same Job Any More
    [Tags]    P9-22.3
    twenty documents at once    history violations    ==    0 violations

Asking For A Job's Status Does Not Fail Any More
    [Tags]    P9-22.3
    a returning user's ten documents    jobs followed to their end    ==    100 %
