*** Settings ***
Documentation    The promises of the contract, one file per subject.

Test Timeout     1 hour

Name             Contract
