"""The objects that the storage holds of a document, and the signed links to them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import httpx
from robot.api.deco import keyword, library

from keywords.basics.waiting import poll
from keywords.contract.people import Person, Uploaded
from keywords.contract.storage import Storage, objects_of
from keywords.evidence.model import Case
from keywords.libraries.asserting import EQUALS, NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator, handed

HELD, BYTES, READ, FOLLOWED = (
    "stored objects of a document",
    "uploads read back byte for byte",
    "outcome of reading an object",
    "outcome of a signed link",
)
OPENED, REFUSED = "opened", "refused"
Bucket = Literal["raw", "parsed"]


@dataclass(frozen=True)
class Link:
    """A signed link, which is a secret."""

    name: str  # of the object
    url: str

    def __str__(self) -> str:
        return f"a signed link to {self.name}"

    __repr__ = __str__


@library(scope="GLOBAL", converters=CONVERTERS | {Link: handed(Link, "a signed link", "Sign Link")})
class storage(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Looks into the storage with the services' own key. A document has an object in the buckets raw and parsed."""

    @keyword
    @observes(HELD)
    def get_stored_objects(self, document: Uploaded, operator: Operator = NONE, *expected: str) -> list[str]:
        """The buckets that hold something of a document.

        | Get Stored Objects | ${sent} | == | raw | parsed |
        """
        with Storage(self.world) as there:
            below = {bucket: there.names(bucket, document.user_id) for bucket in ("raw", "parsed")}
            names = {
                bucket: [name for name in found if document.document_id in name] for bucket, found in below.items()
            }
        return self.items(
            HELD, [bucket for bucket, found in names.items() if found], operator, expected, **document.ids
        )

    @keyword
    @observes(BYTES)
    def get_uploads_read_back(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """Whether the storage holds what was uploaded byte for byte: 100 % or 0 %.

        | Get Uploads Read Back | ${sent} | == | 100 % |
        """
        name = objects_of(self.world, document.document_id).get("raw", "")
        with Storage(self.world) as there:
            seen = there.sha256(name) if name else "no object"
        cases = [Case.of(f"SHA-256 of {name}", document.document.sha256, seen, **document.ids)]
        return self.share(BYTES, cases, operator, expected)

    @keyword
    @observes(READ)
    def get_object_outcome(
        self, document: Uploaded, user: Person, operator: Operator = NONE, expected: str = "", *, bucket: Bucket = "raw"
    ) -> str:
        """Whether an object of a document is opened for a user, or refused.

        | Get Object Outcome | ${sent} | ${ben} | == | refused |
        """
        with Storage(self.world) as there:
            answer = there.get(self._name(document, bucket), user.token)
        return self.text(READ, _outcome(answer), operator, expected, **document.ids)

    @keyword
    def sign_link(
        self, document: Uploaded, *, bucket: Bucket = "raw", lasts: timedelta = timedelta(seconds=60)
    ) -> Link:
        """A signed link that opens an object of a document for anybody, for a time.

        | ${link} = | Sign Link | ${sent} | lasts=2 s |
        """
        name = self._name(document, bucket)
        with Storage(self.world) as there:
            return Link(name, there.download_link(name, round(lasts.total_seconds())))

    @keyword
    @observes(FOLLOWED)
    def get_link_outcome(self, link: Link, operator: Operator = NONE, expected: str = "") -> str:
        """Whether a signed link is opened or refused.

        | Get Link Outcome | ${link} | == | opened |
        """
        return self.text(FOLLOWED, self._follow(link), operator, expected, object=link.name)

    @keyword
    @observes(FOLLOWED, always=True)
    def wait_for_link_expiry(self, link: Link, *, within: timedelta = timedelta(seconds=30)) -> None:
        """Wait until a signed link is refused.

        | Wait For Link Expiry | ${link} | within=10 s |
        """
        seen = poll(lambda: self._follow(link), lambda now: now == REFUSED, within.total_seconds())
        late = "" if seen == REFUSED else f" after {within.total_seconds():g} s"
        self.text(FOLLOWED, f"{seen}{late}", EQUALS, REFUSED, object=link.name)

    def _follow(self, link: Link) -> str:
        with Storage(self.world) as there:
            return _outcome(there.http.get(link.url))

    def _name(self, document: Uploaded, bucket: Bucket) -> str:
        names = objects_of(self.world, document.document_id)
        if bucket not in names:
            raise AssertionError(f"the row of {document} names no object in the bucket {bucket}; it names {names}")
        return names[bucket]


def _outcome(answer: httpx.Response) -> str:
    return OPENED if answer.is_success else REFUSED
