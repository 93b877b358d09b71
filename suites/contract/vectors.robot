*** Settings ***
Documentation    The contract, vectors: of their own text, by the model that is named, and of its form.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
Every Chunk Has The Vector Of Its Own Text
    [Tags]    C-VEC-1
    ${report} =    Given Shared Document    report
    Then Get Chunks Found By Own Text    ${report}    ==    100 %

Every Vector Of A Document Has Length One
    [Tags]    C-VEC-2
    ${report} =    Given Shared Document    report
    Then Get Vectors Of Length One    ${report}    ==    100 %

Every Vector Has 1536 Dimensions
    [Tags]    C-VEC-3
    ${report} =    Given Shared Document    report
    Then Get Vector Dimensions    ${report}    ==    1536

Every Vector Names The Model Of The Contract
    [Tags]    C-VEC-4
    ${report} =    Given Shared Document    report
    Then Get Embedding Models    ${report}    ==    text-embedding-3-small

Different Texts Have Different Vectors
    [Tags]    C-VEC-6
    ${report} =    Given Shared Document    report
    Then Get Distinct Vectors    ${report}    ==    100 %
