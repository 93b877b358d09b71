*** Settings ***
Documentation    Phase 9, section 4: each part of the pipeline fails under load and comes back. Nothing is lost or
...              duplicated, users learn the truth, and work that does not need that part goes on.

Test Timeout     1 hour
