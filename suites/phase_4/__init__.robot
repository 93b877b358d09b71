*** Settings ***
Documentation    The checks of phase 4, one file per section of its checklist.

Name             Phase 4
Test Timeout     1 hour
