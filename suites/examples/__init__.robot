*** Settings ***
Documentation    Scenarios that docs/writing-specs.md walks through. A run leaves them out unless it is asked for them.

Test Timeout     1 hour
