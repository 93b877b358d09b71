*** Settings ***
Documentation    The checks of phase 9, one file per section of its checklist.

Name             Phase 9
Test Timeout     1 hour
