*** Settings ***
Documentation    The checks of phase 2, one file per section of its checklist.

Name             Phase 2
Test Timeout     1 hour
