"""Signed links to objects of the storage, and what may be altered in them."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from keywords.basics.errors import Misuse
from keywords.basics.secrets import remember
from keywords.contract.forging import altered, encoded

HOUR = 3600


@dataclass(frozen=True)
class Link:
    """A signed link, which is a secret."""

    name: str  # of the object
    url: str = field(repr=False)

    def __str__(self) -> str:
        return f"a signed link to {self.name}"

    @property
    def place(self) -> str:
        """Its address without the token."""
        return self.url.partition("?token=")[0]

    @property
    def token(self) -> str:
        token = self.url.partition("?token=")[2]
        if token.count(".") != 2:
            raise Misuse("a signed link ends in ?token=, and a token of three parts")
        return token

    @property
    def claims(self) -> dict[str, object]:
        part = self.token.split(".")[1]
        content: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        return content

    def with_token(self, token: str) -> "Link":
        remember([token])
        return Link(self.name, f"{self.place}?token={token}" if token else self.place)

    def to(self, name: str) -> "Link":
        """The address of another object, with the token of this one."""
        return Link(name, f"{self.place.removesuffix(quote(self.name))}{quote(name)}?token={self.token}")


def _but(link: Link, **claims: object) -> Link:
    """Its token says something else, and nobody has signed that."""
    head, _, signature = link.token.split(".")
    return link.with_token(f"{head}.{encoded({**link.claims, **claims})}.{signature}")


def _resigned(link: Link) -> Link:
    head, claims, signature = link.token.split(".")
    return link.with_token(f"{head}.{claims}.{altered(signature)}")


ALTERATIONS: dict[str, Callable[[Link], Link]] = {
    "another signature": _resigned,
    "no signature": lambda link: link.with_token(f"{link.token.rpartition('.')[0]}."),
    "no token": lambda link: link.with_token(""),
    "a later end": lambda link: _but(link, exp=int(time.time()) + 24 * HOUR),
    "a higher limit": lambda link: _but(link, max_bytes=2**31),
}
