"""The storage keeps objects on disk unencrypted.

In real life: encryption at rest was left to the disk, and the disk was replaced. Everything reads back correctly.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P7-1.6", "P9-3.3", "C-STO-15")
FIELD = "storage"
SELECTION = ("No Stored File Is Readable On The Disk", "Stored Objects Cannot Be Read On The Disk")
SERVICES = ("storage",)
MODULE = "pipeline.storage.cipher"


def apply() -> None:
    from pipeline.storage import cipher

    class InTheClear:
        def encrypt(self, _nonce: bytes, data: bytes, _about: bytes | None) -> bytes:
            return data + bytes(cipher.TAG)

        def decrypt(self, _nonce: bytes, data: bytes, _about: bytes | None) -> bytes:
            return data[: -cipher.TAG]

    def none(_key: bytes, _salt: bytes) -> InTheClear:
        return InTheClear()

    replace(cipher, "_cipher", none)
