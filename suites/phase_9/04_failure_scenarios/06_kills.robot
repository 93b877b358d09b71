*** Settings ***
Documentation    Phase 9, section 4: a worker dies in every stage, services die at random, and a worker that stops in
...              good order hands back its jobs. `--variable SEED:number` repeats a random series.

Resource         ../../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows

Test Tags        destructive


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
Other Workers Finish The Jobs Lost In All Nine Stages
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5    C-JOB-12
    a worker killed in each stage    stages recovered from a killed worker    ==    9 stages

Every Document Recovers After A Worker Is Killed In Each Stage
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    documents recovered    ==    100 %

A Worker Killed In Each Stage Loses No Document
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    lost documents    ==    0 documents

A Worker Killed In Each Stage Duplicates No Document
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    duplicated documents    ==    0 documents

A Worker Killed In Each Stage Creates No Unexpected Document
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    unexpected documents    ==    0 documents

The History Stays Flawless When A Worker Is Killed In Each Stage
    [Tags]    P4-1.3    P2-16.3    P7-2.7    P4-2.5    P9-4.4    P2-14.5    P3-6.5
    a worker killed in each stage    history violations    ==    0 violations

No Finished Stage Is Repeated After A Worker Is Killed
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker killed in each stage    completed stages begun again    ==    0 stages

Paid Calls Are Repeated Only For Jobs That A Kill Interrupted
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker killed in each stage    unexplained paid calls    ==    0 requests

Recovery From A Kill In Each Stage Takes No Longer Than Required
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker killed in each stage    recovery time    <=    required

An Error In Each Of The Nine Stages Is Recovered From
    [Tags]    P4-1.3    P2-16.3    P7-2.7
    an error in each stage    stages recovered from an error    ==    9 stages

Every Document Recovers After An Error In Each Stage
    [Tags]    P4-1.3    P2-16.3    P7-2.7
    an error in each stage    documents recovered    ==    100 %

The History Stays Flawless Through An Error In Each Stage
    [Tags]    P4-1.3    P2-16.3    P7-2.7
    an error in each stage    history violations    ==    0 violations

Retries Stay Within Bounds After An Error In Each Stage
    [Tags]    P4-1.3    P2-16.3    P7-2.7
    an error in each stage    documents with retry violations    ==    0 documents

No Finished Stage Is Repeated After An Error In Another
    [Tags]    P4-1.3    P2-16.3    P7-2.7
    an error in each stage    completed stages begun again    ==    0 stages

Ten Random Kills Lose No Document
    [Tags]    P9-13.2    P9-19.3    P4-7.6
    ten random kills    lost documents    ==    0 documents

Ten Random Kills Duplicate No Document
    [Tags]    P9-13.2    P9-19.3    P4-7.6
    ten random kills    duplicated documents    ==    0 documents

Every Document Recovers After Ten Random Kills
    [Tags]    P9-13.2    P9-19.3    P4-7.6
    ten random kills    documents recovered    ==    100 %

The History Stays Flawless Through Ten Random Kills
    [Tags]    P9-13.2    P9-19.3    P4-7.6
    ten random kills    history violations    ==    0 violations

The API Returns No Error But 503 Through Ten Random Kills
    [Tags]    P9-13.2    P9-19.3
    ten random kills    errors other than 503    ==    0 requests

Uploads Resume In Time After Ten Random Kills
    [Tags]    P9-13.2    P9-19.3
    ten random kills    time until uploads are accepted again    <=    required

A Hundred Random Kills Lose No Document
    [Tags]    nightly    P9-13.2    P9-19.3    P4-7.6
    a hundred random kills    lost documents    ==    0 documents

A Hundred Random Kills Duplicate No Document
    [Tags]    nightly    P9-13.2    P9-19.3    P4-7.6
    a hundred random kills    duplicated documents    ==    0 documents

Every Document Recovers After A Hundred Random Kills
    [Tags]    nightly    P9-13.2    P9-19.3    P4-7.6
    a hundred random kills    documents recovered    ==    100 %

The History Stays Flawless Through A Hundred Random Kills
    [Tags]    nightly    P9-13.2    P9-19.3    P4-7.6
    a hundred random kills    history violations    ==    0 violations

The API Returns No Error But 503 Through A Hundred Random Kills
    [Tags]    nightly    P9-13.2    P9-19.3
    a hundred random kills    errors other than 503    ==    0 requests

Uploads Resume In Time After A Hundred Random Kills
    [Tags]    nightly    P9-13.2    P9-19.3
    a hundred random kills    time until uploads are accepted again    <=    required

A Crashing Worker Is Restarted After Every Crash
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker that keeps crashing    crashes followed by a restart    ==    100 %

Each Restart Of A Crashing Worker Waits Longer Than The Last
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker that keeps crashing    restarts delayed longer than the one before    ==    100 %

Documents Still Complete While A Worker Keeps Crashing
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker that keeps crashing    documents completed during the fault    >=    1 documents

The Monitor Reports A Crashing Worker Within 20 Seconds
    [Tags]    P4-2.5    P9-4.4
    a worker that keeps crashing    time until the monitor reports the crashes    <=    20 s

Every Document Recovers Although A Worker Keeps Crashing
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker that keeps crashing    documents recovered    ==    100 %

The History Stays Flawless When A Worker Keeps Crashing
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker that keeps crashing    history violations    ==    0 violations

A Stopped Worker Keeps No Job
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker stopped with jobs in hand    jobs still held by the stopped worker    ==    0 jobs

A Stopping Worker Hands Back Jobs Without Using Up A Retry
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker stopped with jobs in hand    jobs handed back without a retry    ==    100 %

Every Document Recovers After A Worker Is Stopped
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker stopped with jobs in hand    documents recovered    ==    100 %

The History Stays Flawless When A Worker Is Stopped
    [Tags]    P4-2.5    P9-4.4    P3-6.5
    a worker stopped with jobs in hand    history violations    ==    0 violations
