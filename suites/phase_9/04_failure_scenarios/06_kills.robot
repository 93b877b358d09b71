*** Settings ***
Documentation    Phase 9, section 4: workers die in every stage, anything dies at random, and what is stopped in good
...              order gives back what it holds. A random series is repeated with `--variable SEED:number`.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Worker Dies In Every Stage, And Others End Its Job
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    stages whose lost jobs others brought to an end    ==    9 stages

In Whatever Stage A Worker Dies, Its Documents Come To Their End
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    documents recovered    ==    100 %

In Whatever Stage A Worker Dies, Nothing Is Lost
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    lost documents    ==    0 documents

In Whatever Stage A Worker Dies, Nothing Is Doubled
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    duplicated documents    ==    0 documents

In Whatever Stage A Worker Dies, Nothing Comes That Nobody Asked For
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    unexpected documents    ==    0 documents

In Whatever Stage A Worker Dies, The History Has No Flaw
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    history violations    ==    0 violations

No Stage Is Begun Again That Was Done Before A Worker Died
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker killed in each stage    stages begun again that were done    ==    0 stages

The Death Of A Worker Does Not Double The Cost
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker killed in each stage    calls that no kill explains    ==    0 requests

Recovery From Deaths In Every Stage Is Quick Enough
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker killed in each stage    recovery time    <=    required

Errors In Every Stage Are Recovered From
    [Tags]    P4-1.3    P2-16.3    P7-2.7
    an error in each stage    stages whose errors were recovered from    ==    9 stages

Documents Recover From Errors In Every Stage
    [Tags]    P4-1.3    P2-16.3    P7-2.7
    an error in each stage    documents recovered    ==    100 %

Errors In Every Stage Leave No Flaw
    [Tags]    P4-1.3    P2-16.3    P7-2.7
    an error in each stage    history violations    ==    0 violations

Errors In Every Stage Are Tried Again Within Bounds
    [Tags]    P4-1.3    P2-16.3    P7-2.7
    an error in each stage    documents retried out of bounds    ==    0 documents

An Error In One Stage Does Not Undo Another
    [Tags]    P4-1.3    P2-16.3    P7-2.7
    an error in each stage    stages begun again that were done    ==    0 stages

Ten Random Deaths Lose No Document
    [Tags]    P9-13.2    P9-19.3    P4-7.6
    ten random kills    lost documents    ==    0 documents

Ten Random Deaths Double No Document
    [Tags]    P9-13.2    P9-19.3    P4-7.6
    ten random kills    duplicated documents    ==    0 documents

Every Document Survives Ten Random Deaths
    [Tags]    P9-13.2    P9-19.3    P4-7.6
    ten random kills    documents recovered    ==    100 %

Ten Random Deaths Leave No Flaw
    [Tags]    P9-13.2    P9-19.3    P4-7.6
    ten random kills    history violations    ==    0 violations

Nobody Sees An Internal Error While Services Die At Random
    [Tags]    P9-13.2    P9-19.3
    ten random kills    errors other than 503    ==    0 requests

Users Carry On After Ten Random Deaths
    [Tags]    P9-13.2    P9-19.3
    ten random kills    users carried on after    <=    required

A Hundred Random Deaths Lose No Document
    [Tags]    nightly    P9-13.2    P9-19.3    P4-7.6
    a hundred random kills    lost documents    ==    0 documents

A Hundred Random Deaths Double No Document
    [Tags]    nightly    P9-13.2    P9-19.3    P4-7.6
    a hundred random kills    duplicated documents    ==    0 documents

Every Document Survives A Hundred Random Deaths
    [Tags]    nightly    P9-13.2    P9-19.3    P4-7.6
    a hundred random kills    documents recovered    ==    100 %

A Hundred Random Deaths Leave No Flaw
    [Tags]    nightly    P9-13.2    P9-19.3    P4-7.6
    a hundred random kills    history violations    ==    0 violations

Nobody Sees An Internal Error In A Hundred Random Deaths
    [Tags]    nightly    P9-13.2    P9-19.3
    a hundred random kills    errors other than 503    ==    0 requests

Users Carry On After A Hundred Random Deaths
    [Tags]    nightly    P9-13.2    P9-19.3
    a hundred random kills    users carried on after    <=    required

A Worker That Crashes Again And Again Is Started Again And Again
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker that crashes again and again    starts after a crash    ==    100 %

A Worker That Crashes Again And Again Is Started Ever Later
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker that crashes again and again    starts that came later than the one before    ==    100 %

Work Goes On While A Worker Crashes Again And Again
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker that crashes again and again    documents done meanwhile    >=    1 documents

The Monitor Tells Of A Worker That Crashes
    [Tags]    P4-2.5    P9-4.4
    a worker that crashes again and again    time until the monitor told of it    <=    20 s

Documents Recover From A Worker That Crashes Again And Again
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker that crashes again and again    documents recovered    ==    100 %

A Worker That Crashes Again And Again Leaves No Flaw
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker that crashes again and again    history violations    ==    0 violations

A Worker That Stops Gives Back What It Holds
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker stopped with jobs in hand    jobs left with the stopped worker    ==    0 jobs

A Worker That Stops Spends No Attempt
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker stopped with jobs in hand    jobs handed back as they were    ==    100 %

The Jobs Of A Worker That Stops Come To Their End
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker stopped with jobs in hand    documents recovered    ==    100 %

A Worker That Stops Leaves No Flaw
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker stopped with jobs in hand    history violations    ==    0 violations
