*** Settings ***
Documentation    The checks of phase 2, one file a section of its checklist.

Name             Phase 2
