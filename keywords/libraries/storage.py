"""The objects that the storage holds of a document, and the signed links to them."""

from datetime import timedelta
from typing import Literal

import httpx
from robot.api.deco import keyword, library

from keywords.basics.errors import Absent, SpecError
from keywords.basics.quantities import nearest
from keywords.basics.waiting import poll
from keywords.contract.announcing import Announced
from keywords.contract.links import ALTERATIONS, Link
from keywords.contract.people import Person, Uploaded
from keywords.contract.storage import Storage, objects_of
from keywords.evidence.following import Rule
from keywords.evidence.model import Case
from keywords.libraries.asserting import EQUALS, NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator, handed
from keywords.stacks.protocol import Ability, needs

HELD, BYTES, READ, FOLLOWED = (
    "stored objects of a document",
    "uploads read back byte for byte",
    "outcome of reading an object",
    "outcome of a signed link",
)
CALLED, ALIKE = "outcome of a call of the storage", "stored blocks alike"
OPENED, REFUSED = "opened", "refused"
BLOCK = 16  # bytes
CONTENT = b'{"expiresIn": 60}'  # to sign a link with, and as good as any other bytes of an object
Bucket = Literal["raw", "parsed"]
Method = Literal["GET", "POST", "PUT", "DELETE"]


LINKS = {
    Link: handed(Link, "a signed link", "Sign Link"),
    Announced: handed(Announced, "an announced document", "Announce Document"),
}


@library(scope="GLOBAL", converters=CONVERTERS | LINKS)
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
    def get_upload_link(self, document: Announced) -> Link:
        """The signed link that takes the bytes of an announced document.

        | ${link} = | Get Upload Link | ${announced} |
        """
        return document.upload_link

    @keyword
    def alter_link(self, link: Link, what: str) -> Link:
        """The same link with something altered: another signature, no signature, no token, a later end, a higher limit.

        | ${altered} = | Alter Link | ${link} | a later end |
        """
        if what not in ALTERATIONS:
            raise SpecError(f"nobody can give a link {what!r}{nearest(what, list(ALTERATIONS))}")
        return ALTERATIONS[what](link)

    @keyword
    def turn_link(self, link: Link, to: Uploaded, *, bucket: Bucket = "raw") -> Link:
        """The address of another document's object, with the token of this link.

        | ${turned} = | Turn Link | ${link} | ${sent} |
        """
        return link.to(self._name(to, bucket))

    @keyword
    def link_with_token_of(self, link: Link, user: Person) -> Link:
        """The address of a link with a user's access token in place of its own.

        | ${link} = | Link With Token Of | ${link} | ${anna} |
        """
        return link.with_token(user.token)

    @keyword
    def link_with_token_for_uploads(self, link: Link) -> Link:
        """The address of a link to download an object, with a token to upload the same object.

        | ${link} = | Link With Token For Uploads | ${link} |
        """
        with Storage(self.world) as there:
            return link.with_token(Link(link.name, there.upload_link(link.name, 60)).token)

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

    @keyword
    @observes(CALLED)
    def get_storage_outcome(
        self, user: Person, method: Method, path: str, operator: Operator = NONE, expected: str = ""
    ) -> str:
        """Whether the storage does, or refuses, what a user asks for with the user's own token.

        The path follows `/storage/v1/object/` and is sent as it is written: `raw/NAME` to write or delete an object,
        `authenticated/raw/NAME` to read it, `sign/raw/NAME` to sign a link to it.

        | Get Storage Outcome | ${anna} | DELETE | raw/${anna.user_id}/x.pdf | == | refused |
        """
        with Storage(self.world) as there:
            said = _outcome(there.call(method, path, user.token, CONTENT if method in ("POST", "PUT") else b""))
        return self.text(CALLED, said, operator, expected, method=method, path=path, user=user.user_id)

    @keyword
    @observes(CALLED)
    def get_listing_outcome(
        self, user: Person, folder: str, operator: Operator = NONE, expected: str = "", *, bucket: Bucket = "raw"
    ) -> str:
        """Whether the storage lists a folder for a user, or refuses.

        | Get Listing Outcome | ${ben} | ${anna.user_id} | == | refused |
        """
        with Storage(self.world) as there:
            said = _outcome(there.listing(bucket, folder, user.token))
        return self.text(CALLED, said, operator, expected, folder=folder, user=user.user_id)

    @keyword
    def get_object_name(self, document: Uploaded, *, bucket: Bucket = "raw") -> str:
        """The name of an object of a document, below its bucket.

        | ${name} = | Get Object Name | ${sent} |
        """
        return self._name(document, bucket).removeprefix(f"{bucket}/")

    @keyword
    @observes(ALIKE)
    def get_stored_blocks_alike(
        self, one: Uploaded, other: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """How many blocks of 16 bytes are the same in the files of two uploads, each at its place.

        | Get Stored Blocks Alike | ${sent} | ${same document of ben} | == | 0 hits |
        """
        pairs = list(zip(_blocks(self._file(one)), _blocks(self._file(other)), strict=False))
        cases = [Case.judged(f"block {n}", a != b, "different bytes", a.hex()) for n, (a, b) in enumerate(pairs, 1)]
        return self.figure(ALIKE, Rule.FAILED, operator, expected, cases)

    def _file(self, document: Uploaded) -> bytes:
        """The file in which the storage keeps an upload, as it is on the disk."""
        needs(self.world.stack, Ability.DATA)
        inside = self.world.stack.data("storage")
        found = [f for f in inside.rglob("*") if f.is_file() and document.document_id in str(f) and "raw" in f.parts]
        if not found:
            raise Absent(f"no file of the storage bears the id of {document}")
        return found[0].read_bytes()

    def _follow(self, link: Link) -> str:
        with Storage(self.world) as there:
            return _outcome(there.http.get(link.url))

    def _name(self, document: Uploaded, bucket: Bucket) -> str:
        names = objects_of(self.world, document.document_id)
        if bucket not in names:
            raise AssertionError(f"the row of {document} names no object in the bucket {bucket}; it names {names}")
        return names[bucket]


def _outcome(answer: httpx.Response) -> str:
    """An error of the storage itself is no refusal."""
    return OPENED if answer.is_success else REFUSED if answer.status_code < 500 else f"status {answer.status_code}"


def _blocks(content: bytes) -> list[bytes]:
    return [content[start : start + BLOCK] for start in range(0, len(content), BLOCK)]
