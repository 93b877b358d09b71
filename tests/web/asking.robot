*** Settings ***
Documentation     The agent answers from the documents, and says when it cannot.

Resource          page.resource

Suite Setup       Open The Browser
Test Setup        Open The Page
Test Teardown     Leave The Page


*** Test Cases ***
The Answer Holds The Planted Fact And Its Source Opens The Document
    Be Signed In
    ${document} =    Upload    web-asked    pages=3
    Ask    ${document}[question]
    The Agent Says    ${document}[answer]
    Open A Source
    Get Text    role=dialog    *=    ${document}[answer]
    Click    role=dialog >> role=button[name="Open the PDF"]
    The Pdf Is Shown In A New Tab

Nothing Is Made Up
    Be Signed In
    Upload    web-nothing
    Ask    Who painted the ceiling of the Sistine Chapel?
    The Agent Says    I found nothing about that in your documents.

An Agent That Is Away Says So And Is Asked Again
    Be Signed In
    ${document} =    Upload    web-away
    Let The Weather Be    openai    mode=outage
    Ask    ${document}[question]
    It Says    away
    It Says    Reference: web-
    Let The Weather Be Fair
    Click    role=button[name="Try again"]
    The Agent Says    ${document}[answer]
