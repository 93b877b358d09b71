"""Encryption at rest: AES-256-GCM in numbered frames, so that no change to the file goes unnoticed.

A sealed object is its frames, then a trailer: MAGIC, salt, sealed footer. Each object has its own key, derived from the
salt. A nonce is the frame's number and kind, so that a dropped, moved, repeated or added frame does not open.
"""

import base64
import binascii
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from enum import IntEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pipeline.variables import SettingsError

FRAME = 64 * 1024
TAG = 16
MAGIC = b"PST1"
SALT = 32
FOOTER = 512
TRAILER = len(MAGIC) + SALT + FOOTER + TAG
KEY = 32


class Corrupted(Exception):
    """The bytes on disk are not those that were written."""


class Kind(IntEnum):
    MORE = 0
    LAST = 1
    FOOTER = 2


@dataclass(frozen=True)
class Footer:
    """What can be known of an object without reading it."""

    size: int
    sha256: str
    content_type: str
    created_at: str


def read_key(text: str) -> bytes:
    """The storage key of the settings: base64 of 32 bytes."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY:
        raise SettingsError("wrong settings: PIPELINE_STORAGE_KEY: expected base64 of exactly 32 bytes")
    return key


def frames_of(size: int) -> int:
    """How many frames hold `size` bytes; an empty object has one, which is empty."""
    return max(1, -(-size // FRAME))


def sealed_length(size: int) -> int:
    return size + frames_of(size) * TAG + TRAILER


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), KEY, salt, b"pipeline.storage object").derive(key))


def _nonce(number: int, kind: Kind) -> bytes:
    return number.to_bytes(11, "big") + bytes([kind])


class Sealer:
    """Turns an object's bytes into what to write to disk. `name` is bound to the footer."""

    def __init__(self, key: bytes, name: str) -> None:
        self._salt = os.urandom(SALT)
        self._cipher = _cipher(key, self._salt)
        self._name = name.encode()
        self._held = bytearray()
        self._frames = 0
        self._size = 0
        self._hash = hashlib.sha256()

    def update(self, data: bytes) -> bytes:
        """All frames that are complete and certainly not the last."""
        self._size += len(data)
        self._hash.update(data)
        self._held += data
        sealed = []
        while len(self._held) > FRAME:
            sealed.append(self._seal(self._held[:FRAME], Kind.MORE))
            del self._held[:FRAME]
        return b"".join(sealed)

    def finish(self, content_type: str, created_at: str) -> tuple[bytes, Footer]:
        """The last frame and the trailer."""
        last = self._seal(self._held, Kind.LAST)
        footer = Footer(self._size, self._hash.hexdigest(), content_type, created_at)
        plain = json.dumps(asdict(footer), separators=(",", ":")).encode()
        if len(plain) > FOOTER:
            raise ValueError("the content type is too long for the footer")
        sealed = self._cipher.encrypt(_nonce(self._frames, Kind.FOOTER), plain.ljust(FOOTER), MAGIC + self._name)
        return last + MAGIC + self._salt + sealed, footer

    def _seal(self, plain: bytes | bytearray, kind: Kind) -> bytes:
        sealed = self._cipher.encrypt(_nonce(self._frames, kind), plain, None)
        self._frames += 1
        return sealed


class Opener:
    """Reads what a Sealer wrote: the footer from the trailer, then any frame by its number."""

    def __init__(self, key: bytes, name: str, trailer: bytes, length: int) -> None:
        """`trailer` is the last TRAILER bytes of a sealed object that is `length` bytes long."""
        salt = trailer[len(MAGIC) : len(MAGIC) + SALT]
        body = length - TRAILER
        if not trailer.startswith(MAGIC) or len(trailer) != TRAILER or body < TAG:
            raise Corrupted("the trailer is damaged")
        self._cipher = _cipher(key, salt)
        self.frames = -(-body // (FRAME + TAG))
        try:
            sealed, nonce = trailer[len(MAGIC) + SALT :], _nonce(self.frames, Kind.FOOTER)
            self.footer = Footer(**json.loads(self._cipher.decrypt(nonce, sealed, MAGIC + name.encode())))
        except InvalidTag:
            raise Corrupted("the footer is damaged") from None
        if sealed_length(self.footer.size) != length:
            raise Corrupted("the length of the file has changed")

    def place(self, number: int) -> tuple[int, int]:
        """Where a frame lies in the sealed object: offset and length."""
        plain = FRAME if number < self.frames - 1 else self.footer.size - number * FRAME
        return number * (FRAME + TAG), plain + TAG

    def frame(self, number: int, sealed: bytes) -> bytes:
        kind = Kind.LAST if number == self.frames - 1 else Kind.MORE
        try:
            return self._cipher.decrypt(_nonce(number, kind), sealed, None)
        except InvalidTag:
            raise Corrupted(f"frame {number} is damaged") from None
