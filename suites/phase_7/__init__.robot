*** Settings ***
Documentation    The checks of phase 7, one file a section of its checklist.

Name             Phase 7
