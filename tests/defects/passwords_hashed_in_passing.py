"""Passwords are hashed with argon2id at the lowest cost that the library takes.

In real life: the cost was turned down for a test that signs in a thousand times.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("C-ACT-7",)
FIELD = "security"
SELECTION = ("Guessing A Password Costs Memory And Time",)
SERVICES = ("api",)
MODULE = "pipeline.api.tokens"


def apply() -> None:
    from argon2 import PasswordHasher

    from pipeline.api import tokens

    put(tokens, "_hasher", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
    note(tokens, "hash_password")
