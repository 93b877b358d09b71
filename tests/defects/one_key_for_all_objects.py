"""All objects are encrypted by one key and one series of nonces.

In real life: a random salt is generated once, when the service starts. Everything reads back correctly.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("C-STO-14",)
FIELD = "security"
SELECTION = ("The Same Bytes Are Encrypted Differently In Each Object",)
SERVICES = ("storage",)
MODULE = "pipeline.storage.cipher"


def apply() -> None:
    from pipeline.storage import cipher

    genuine = cipher._cipher

    def of_all(key: bytes, _salt: bytes) -> Any:
        return genuine(key, bytes(cipher.SALT))

    replace(cipher, "_cipher", of_all)
