*** Settings ***
Documentation    The checks of phase 4, one file a section of its checklist.

Name             Phase 4
