*** Settings ***
Documentation    The checks of phase 3, one file per section of its checklist.

Name             Phase 3
Test Timeout     1 hour
