*** Settings ***
Documentation     The contract, errors: every refusal explains itself in words for people, and shows nothing internal.

Resource          ../../resources/contract.resource

Suite Setup       Make The Environment Ready
Test Template     The Strange Call Is Refused With An Explanation


*** Test Cases ***
An Unknown Path Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    an unknown path    not_found

A Wrong Method Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    a wrong method    method_not_allowed

A Body That Is No JSON Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    a body that is no JSON    malformed

A Body That Is A List Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    a body that is a list    malformed

A Body Without Its Type Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    a body without its type    malformed

A Number Beyond All Bounds Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    a number beyond all bounds    malformed

A Text With A Zero Byte Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    a text with a zero byte    malformed

Half A Character Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    half a character    malformed

A Page Before The First Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    a page before the first    malformed

A Page Of A Million Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    a page of a million    malformed

An Id That Is No Id Is Explained
    [Tags]    C-ERR-1    C-ERR-2
    an id that is no id    malformed

The Refusal Of A Length Names The Length
    [Tags]    C-ERR-3
    [Template]    The Refusal Names What Is Wrong
    upload    bytes_len    -1

The Refusal Of A Hash Names The Hash
    [Tags]    C-ERR-3
    [Template]    The Refusal Names What Is Wrong
    upload    sha256    abc123

The Refusal Of A Number Of Passages Names It
    [Tags]    C-ERR-3
    [Template]    The Refusal Names What Is Wrong
    search    k    0
