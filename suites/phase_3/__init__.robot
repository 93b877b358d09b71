*** Settings ***
Documentation    The checks of phase 3, one file a section of its checklist.

Name             Phase 3
