*** Settings ***
Documentation    Phase 9, section 4: each part of the pipeline fails under load and comes back. Nothing is lost or
...              doubled, users are told the truth, and what does not need that part goes on.
