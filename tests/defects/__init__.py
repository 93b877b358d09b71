"""Seeded defects, one a file; `countersign prove` shows that each is caught. docs/proof.md says how to add one."""
