*** Settings ***
Documentation    Decides whether the document pipeline may go to production. One folder per phase, one file per section.

Name             Countersign
Test Timeout     1 hour
