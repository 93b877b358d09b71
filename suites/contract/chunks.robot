*** Settings ***
Documentation    The contract, chunks: how the text of a document is cut.

Resource         ../../resources/scenarios.resource

Suite Setup      Make The Environment Ready


*** Test Cases ***
Chunks Are Numbered In Turn
    [Tags]    C-CHK-1
    ${report} =    Given Shared Document    report
    Then Get Numbered Chunks    ${report}    ==    100 %

No Word Is Lost Where The Text Is Cut
    [Tags]    C-CHK-2
    ${report} =    Given Shared Document    report
    Then Get Continuing Chunks    ${report}    ==    100 %

Chunks Overlap As Their Parameters Say
    [Tags]    C-CHK-3
    ${report} =    Given Shared Document    report
    Then Get Overlapping Chunks    ${report}    ==    100 %

Chunks Are As Long As Their Parameters Say
    [Tags]    C-CHK-4
    ${report} =    Given Shared Document    report
    Then Get Chunks Of Agreed Size    ${report}    ==    100 %

A Table That Fits Into A Chunk Stays Whole
    [Tags]    C-CHK-5
    ${report} =    Given Shared Document    report
    ${page} =    And Shared Document    table
    Then Get Whole Tables    ${report}    ==    100 %
    And Get Whole Tables    ${page}    ==    100 %

The Same Text Is Cut And Embedded The Same Way
    [Tags]    C-CHK-6    C-VEC-5
    ${report} =    Given Shared Document    report
    ${ben} =    And New User
    ${twin} =    When Process Document    ${ben}    ${report.document}
    Then Get Chunks Cut Alike    ${report}    ${twin}    ==    100 %
    And Get Vectors Alike    ${report}    ${twin}    ==    100 %
