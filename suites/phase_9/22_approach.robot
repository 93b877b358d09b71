*** Settings ***
Documentation    Phase 9, section 22: the approach. Only this machine takes part, and each failure of iteration 002
...              would be seen. The postmortem of 002 lists them as PM-1 to PM-10, in the order of the rows.

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

No Port Is Open To Other Machines
    [Tags]    P9-22.1
    ports and connections of the processes    ports open to other machines    ==    0 hits

No Port Is Open That The Environment Does Not Name
    [Tags]    P9-22.1
    ports and connections of the processes    undeclared open ports    ==    0 hits

Workers Run And Take The Accepted Documents
    [Documentation]    PM-1: no worker was deployed; accepting uploads was taken for processing.
    [Tags]    P9-22.3    P9-1.6
    a batch that the suite watches    workers that processed jobs    >=    1 workers

Documents Carry The Date Of Their Upload
    [Documentation]    PM-2: dates of creation were ten days off.
    [Tags]    P9-22.3
    a batch that the suite watches    dates of creation outside the upload    ==    0 hits

Every Document Has A True Processing Status
    [Documentation]    PM-3: documents were left with an empty processing status.
    [Tags]    P9-22.3
    a batch that the suite watches    documents with a true processing status    ==    100 %

The Chunk Buffer Fills For Every Document
    [Documentation]    PM-4: the chunk buffer stayed empty, so chunking never finished and embedding never began.
    [Tags]    P9-22.3    C-STG-8
    a batch that the suite watches    documents with chunks seen in the buffer    ==    100 %

No Document Is Done Sooner Than Its Work Takes
    [Documentation]    PM-5: a batch was "processed" in a time in which it cannot be.
    [Tags]    P9-22.3
    a batch that the suite watches    documents done before their calls could end    ==    0 documents

Every Job Leaves Its First Stages
    [Documentation]    PM-6: jobs stayed in their first states.
    [Tags]    P9-22.3
    a batch that the suite watches    documents beyond the first stages    ==    100 %

No Write To The Buffers Is Lost Without A Word
    [Documentation]    PM-7: writes to the buffers failed, and nothing said so. Here every word has to arrive.
    [Tags]    P9-22.3
    a batch that the suite watches    words of the text in a chunk    ==    100 %

The Database In Use Has Every Migration
    [Documentation]    PM-8: the migration was not applied to the database that was in use.
    [Tags]    P9-22.3
    a batch that the suite watches    differences from the schema of the migrations    ==    0 differences

Documents Arrive In The Very Places That The Environment Names
    [Documentation]    PM-9: the tests spoke to mocks or to local data, not to what was deployed.
    [Tags]    P9-22.3    P9-1.1
    a batch that the suite watches    documents found in every place that is named    ==    100 %

The Monitor Shows Every Stopped Service With A Reason
    [Documentation]    PM-10: nobody was alerted.
    [Tags]    P9-22.3    P9-9.4    destructive
    services stopped before the eyes of the monitor    faults that the monitor shows    ==    100 %

The Monitor Calls No Healthy Service Ill
    [Documentation]    An alarm that sounds for everything alerts nobody.
    [Tags]    P9-22.3    destructive
    services stopped before the eyes of the monitor    healthy services that the monitor calls ready    ==    100 %

The Monitor Shows A Fault Within Half A Minute
    [Tags]    P9-22.3    destructive
    services stopped before the eyes of the monitor    time until the monitor shows a fault    <=    30 s
