*** Settings ***
Documentation    Phase 7, section 7: each function behaves as it did when its behaviour was recorded
...              (variables/baselines/behaviour.yaml).

Resource         ../../resources/countersign.resource

Suite Setup      Make The Environment Ready
Test Template    Experiment Shows


*** Test Cases ***    EXPERIMENT    OBSERVATION    OPERATOR    LIMIT
A Document Is Uploaded As Recorded
    [Tags]    P7-7.1
    behavior against the recorded baseline    differences in upload    ==    0 differences

A Document Is Parsed As Recorded
    [Tags]    P7-7.2
    behavior against the recorded baseline    differences in parsing    ==    0 differences

A Document Is Chunked As Recorded
    [Tags]    P7-7.3
    behavior against the recorded baseline    differences in chunking    ==    0 differences

A Document Is Embedded As Recorded
    [Tags]    P7-7.4
    behavior against the recorded baseline    differences in embedding    ==    0 differences

A Document Changes State As Recorded
    [Tags]    P7-7.5
    behavior against the recorded baseline    differences in state transitions    ==    0 differences
