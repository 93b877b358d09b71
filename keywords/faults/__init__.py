"""Faults: everything that can be broken, in one vocabulary.

A fault is a value (kind, target, parameters). The guard allows it and the ledger holds it before it strikes, and it is
healed whatever happens: `with injected(here, Fault("stop", "postgres")): ...`
"""
