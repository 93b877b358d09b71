*** Settings ***
Documentation    The contract, parsing: the stored text holds what stands in the document, where it stands.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
Every Word Of A Document Is In Its Text
    [Tags]    C-PAR-1
    ${report} =    Given Shared Document    report
    Then Get Words In Parsed Text    ${report}    ==    100 %

The Pages Of A Document Follow One Another In Its Text
    [Tags]    C-PAR-2
    ${report} =    Given Shared Document    report
    Then Get Pages In Order    ${report}    ==    100 %

Every Row Of A Table Is A Row In The Text
    [Tags]    C-PAR-3
    ${report} =    Given Shared Document    report
    ${page} =    And Shared Document    table
    Then Get Table Rows Kept    ${report}    ==    100 %
    And Get Table Rows Kept    ${page}    ==    100 %

The Text Is Where Its Row Says, And Has The Hash Of Its Row
    [Tags]    C-PAR-5
    ${report} =    Given Shared Document    report
    Then Get Parsed Texts With Their Hash    ${report}    ==    100 %
    And Get Stored Objects    ${report}    ==    raw    parsed
