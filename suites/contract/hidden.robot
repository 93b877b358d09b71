*** Settings ***
Documentation     The contract, who is answered: a stranger by no private call, and nobody about what does not exist.

Resource          ../../resources/contract.resource

Suite Setup       Make The Environment Ready
Test Template     The Stranger Is Refused


*** Test Cases ***
A Stranger Has No Account To See
    [Tags]    C-WHO-1
    me

A Stranger Cannot Sign Out
    [Tags]    C-WHO-1
    logout

A Stranger Cannot Announce A Document
    [Tags]    C-WHO-1
    upload

A Stranger Has No Jobs To List
    [Tags]    C-WHO-1
    jobs

A Stranger Sees No Job
    [Tags]    C-WHO-1
    job

A Stranger Cannot Retry A Job
    [Tags]    C-WHO-1
    retry

A Stranger Has No Documents To List
    [Tags]    C-WHO-1
    documents

A Stranger Sees No Document
    [Tags]    C-WHO-1
    document

A Stranger Reads No Text
    [Tags]    C-WHO-1
    content

A Stranger Cannot Delete A Document
    [Tags]    C-WHO-1
    delete

A Stranger Cannot Search
    [Tags]    C-WHO-1
    search

A Stranger Cannot Ask The Agent
    [Tags]    C-WHO-1
    chat

A Job That Does Not Exist Is Not Found
    [Tags]    C-WHO-2
    [Template]    Nobody's Is Hidden
    job

A Job That Does Not Exist Cannot Be Retried
    [Tags]    C-WHO-2
    [Template]    Nobody's Is Hidden
    retry

A Document That Does Not Exist Is Not Found
    [Tags]    C-WHO-2
    [Template]    Nobody's Is Hidden
    document

The Text Of A Document That Does Not Exist Is Not Found
    [Tags]    C-WHO-2
    [Template]    Nobody's Is Hidden
    content

A Document That Does Not Exist Cannot Be Deleted
    [Tags]    C-WHO-2
    [Template]    Nobody's Is Hidden
    delete
