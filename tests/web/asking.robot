*** Settings ***
Documentation     The agent answers from the documents, and says so when it cannot.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Test Cases ***
The Answer Contains The Planted Fact And Its Source Opens The Document
    Sign In As A New Person
    ${document} =    Upload    web-asked    pages=3
    Ask    ${document}[question]
    The Agent Says    ${document}[answer]
    Open A Source
    Get Text    role=dialog    *=    ${document}[answer]
    Click    role=dialog >> role=button[name="Open the PDF"]
    The Pdf Is Shown In A New Tab

The Agent Makes Nothing Up
    Sign In As A New Person
    Upload    web-nothing
    Ask    Who painted the ceiling of the Sistine Chapel?
    The Agent Says    I found nothing about that in your documents.

An Outage Of The Agent Is Shown And The Question Can Be Retried
    Sign In As A New Person
    ${document} =    Upload    web-away
    Set The Weather    openai    mode=outage
    Ask    ${document}[question]
    An Alert Says    away
    An Alert Says    Reference: web-
    Clear The Weather
    Click    role=button[name="Try again"]
    The Agent Says    ${document}[answer]
