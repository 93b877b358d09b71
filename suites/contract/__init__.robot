*** Settings ***
Documentation    The promises of the contract, one file per subject.

Name             Contract
Test Timeout     1 hour
