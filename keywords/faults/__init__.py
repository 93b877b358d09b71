"""Faults: one vocabulary for all that can be broken, whatever it is broken by.

A fault is a value (kind, target, parameters). It is asked of the guard and written to the ledger before it happens,
and healed whatever comes: `with injected(ground, Fault("stop", "postgres")): ...`
"""
