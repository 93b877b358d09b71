*** Settings ***
Documentation    Whether the document pipeline may go to production: one folder a phase, one file a section.

Name             Countersign
