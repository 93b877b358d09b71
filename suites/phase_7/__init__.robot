*** Settings ***
Documentation    The checks of phase 7, one file per section of its checklist.

Name             Phase 7
Test Timeout     1 hour
