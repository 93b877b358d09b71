"""Documents that are announced, and whose bytes have yet to come."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from keywords.basics import clients
from keywords.basics.errors import Absent, Misuse
from keywords.contract.links import Link
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import Document
from keywords.evidence.steps import step

BEFORE_THE_NAME = "/sign/"


@dataclass(frozen=True)
class Announced(Uploaded):
    """A document whose bytes have yet to come, and the link that takes them."""

    link: Link | None = field(default=None, repr=False, compare=False)
    ends: str = ""  # of the link, as the answer says

    def __str__(self) -> str:
        return f"{self.document.filename}, announced (job {self.job_id})"

    @property
    def upload_link(self) -> Link:
        if self.link is None:
            raise Misuse(f"no link is known that takes the bytes of {self}")
        return self.link


def announced(person: Person, document: Document, **changes: Any) -> Announced:
    """Announce a document, perhaps with other words than are true, and send nothing yet."""
    if person.environment.bytes_.way != "put":
        raise Absent(f"in {person.environment.name} the bytes travel with the announcement (bytes.way)")
    at = datetime.now(UTC)
    answer = person.parse("upload", person.announce(document, **changes))
    url = urljoin(str(person.http.base_url), str(answer["signed_url"]))
    link = Link(urlsplit(url).path.rpartition(BEFORE_THE_NAME)[2], url)
    ids = (str(answer["job_id"]), str(answer["document_id"]), person.user_id)
    return Announced(document, *ids, at, person, link, str(answer["upload_expires_at"]))


@step("Send bytes without telling how many", "{document.filename}", saw=lambda answer: answer.status_code)
def sent_in_parts(link: Link, document: Document) -> httpx.Response:
    """The raw answer to bytes that come in parts, so that only counting shows how many they are."""
    with clients.client(timeout=120) as client:
        return client.put(link.url, content=_parts(document), headers={"Content-Type": "application/pdf"})


def _parts(document: Document) -> Iterator[bytes]:
    yield from document.parts()
