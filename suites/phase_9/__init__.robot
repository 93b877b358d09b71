*** Settings ***
Documentation    The checks of phase 9, one file a section of its checklist.

Name             Phase 9
