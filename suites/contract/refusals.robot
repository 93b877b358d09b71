*** Settings ***
Documentation     The contract, refusals: what each call does not take. A call is valid but for what a row changes.

Resource          ../../resources/contract.resource

Suite Setup       Make The Environment Ready
Test Template     The Call Is Answered


*** Test Cases ***
An Account Is Not Registered Twice
    [Tags]    C-REF-1
    register    conflict

An Address Without A Domain Is Not Registered
    [Tags]    C-REF-2
    register    malformed    email=anna

An Address Without A Name Is Not Registered
    [Tags]    C-REF-2
    register    malformed    email=@example.org

A Short Password Is Not Registered
    [Tags]    C-REF-3
    register    malformed    password=short

A Registration Without A Password Is Malformed
    [Tags]    C-REF-3
    register    malformed    password=left out

A Sign-In Without An Address Is Malformed
    [Tags]    C-REF-3
    login    malformed    email=left out

A Sign-In With A Wrong Password Is Refused
    [Tags]    C-REF-4
    login    unauthorized    password=not the password of Anna

A Sign-In With An Unknown Address Is Refused In The Same Way
    [Tags]    C-REF-4
    login    unauthorized    email=nobody@countersign.example

An Unknown Refresh Token Is Refused
    [Tags]    C-REF-5
    refresh    unauthorized    refresh_token=a-token-that-nobody-was-given

A Text File Is Not Taken
    [Tags]    C-REF-6
    upload    wrong_type    mime=text/plain

An Image Is Not Taken
    [Tags]    C-REF-6
    upload    wrong_type    mime=image/png

A Type That Only Begins Like PDF Is Not Taken
    [Tags]    C-REF-6
    upload    wrong_type    mime=application/pdf-like

A File Over The Limit Is Not Taken
    [Tags]    C-REF-7
    upload    too_large    bytes_len=1000000000000

A File Without A Name Is Not Taken
    [Tags]    C-REF-8
    upload    malformed    filename=${EMPTY}

A File Whose Name Is A Path Is Not Taken
    [Tags]    C-REF-8
    upload    malformed    filename=../policy.pdf

A File Whose Name Hides Its Ending Is Not Taken
    [Tags]    C-REF-8
    upload    malformed    filename=policy\u202Efdp.exe

A File Whose Name Is Too Long Is Not Taken
    [Tags]    C-REF-8
    upload    malformed    filename=${{'a' * 256}}

An Empty File Is Not Taken
    [Tags]    C-REF-9
    upload    malformed    bytes_len=0

A File Of Less Than Nothing Is Not Taken
    [Tags]    C-REF-9
    upload    malformed    bytes_len=-1

A File Of Half A Byte Is Not Taken
    [Tags]    C-REF-9
    upload    malformed    bytes_len=1000.5

A Length That Is A Text Is Not Taken
    [Tags]    C-REF-9
    upload    malformed    bytes_len="1000"

An Upload Without A Length Is Malformed
    [Tags]    C-REF-9
    upload    malformed    bytes_len=left out

A Hash That Is Too Short Is Not Taken
    [Tags]    C-REF-10
    upload    malformed    sha256=abc123

A Hash With A Letter That Is No Digit Is Not Taken
    [Tags]    C-REF-10
    upload    malformed    sha256=${{'g' * 64}}

An Upload Without A Hash Is Malformed
    [Tags]    C-REF-10
    upload    malformed    sha256=left out

An Empty Question Is Not Searched
    [Tags]    C-REF-11
    search    malformed    question=${EMPTY}

A Search Without A Question Is Malformed
    [Tags]    C-REF-11
    search    malformed    question=left out

No Passages Cannot Be Asked For
    [Tags]    C-REF-11
    search    malformed    k=0

An Empty Message Is Not Answered
    [Tags]    C-REF-12
    chat    malformed    message=${EMPTY}

A Message Without An End Is Not Answered
    [Tags]    C-REF-12
    chat    malformed    message=${{'a ' * 2001}}

A Conversation Whose Id Is No Id Is Malformed
    [Tags]    C-REF-12
    chat    malformed    conversation_id=the first one

A Conversation That Does Not Exist Is Not Found
    [Tags]    C-REF-13
    chat    hidden    conversation_id=00000000-0000-4000-8000-000000000000
