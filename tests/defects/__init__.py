"""Seeded defects, one in each file; `countersign prove` shows that the suite catches them (docs/proof.md)."""
