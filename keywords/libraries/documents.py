"""Documents: generated with planted facts, uploaded, looked at and deleted."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.basics.quantities import Quantity, nearest
from keywords.contract.announcing import Announced, announced, sent_in_parts
from keywords.contract.answers import expect, outcome
from keywords.contract.links import Link
from keywords.contract.people import Person, Uploaded
from keywords.documents.bad import BAD
from keywords.documents.large import large
from keywords.documents.pdf import Document, GeneratedPdf, Planted, generate, same_text
from keywords.experiments.documents.facts import in_text
from keywords.experiments.documents.outcomes import plain
from keywords.history.records import DONE
from keywords.libraries.asserting import NONE, NOTHING, Asserting, observes
from keywords.libraries.typed import CONVERTERS, Amount, Operator, handed
from keywords.running.run import Run

AT_ONCE = 12  # senders of several documents
# Documents that many checks look at and none changes: pages, paragraphs of each page, a table.
SHARED = {"report": (8, 6, True), "letter": (1, 3, False), "table": (2, 1, True)}
UPLOAD, COUNT, TEXT = "outcome of an upload", "documents of a user", "parsed text of a document"
DETAIL, SENDING = "detail of a document", "outcome of sending bytes"
REFUSALS = ("unauthorized", "hidden", "status 403", "status 405")  # of a link that takes no bytes
LINKS = {
    Link: handed(Link, "a signed link", "Get Upload Link"),
    Announced: handed(Announced, "an announced document", "Announce Document"),
}
FACTS, SIZE, LISTED = "facts in the parsed text", "file size", "documents in a user's list"


@library(scope="GLOBAL", converters=CONVERTERS | LINKS)
class documents(Asserting):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Documents. What `Upload Document` returns stands for the document and its job: every other library takes it."""

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(run)
        self._numbers = count(1)
        self._shared = dict[tuple[int, str], Uploaded]()  # by the world that they were sent in, and their kind

    # Making

    @keyword
    def generate_document(
        self, *, pages: int = 2, table: bool = False, language: str = "en", seed: str = ""
    ) -> Document:
        """A PDF with one planted fact on each page, and one more in a table if there is a table.

        No two are alike, unless they have a seed: one seed makes the same document in every run. The languages are en,
        de, fr, es, pl and others.

        | ${policy} = | Generate Document | pages=3 | table=True |
        """
        return generate(seed or self._seed(), pages=pages, table=table, language=language)

    @keyword
    def generate_large_document(self, size: Amount, *, pages: int = 1) -> Document:
        """A PDF of exactly this size, made while it is sent.

        | ${catalogue} = | Generate Large Document | 101 MB |
        """
        return large(round(Quantity.parse(size).to("B").value), seed=self.world.seed + next(self._numbers), pages=pages)

    @keyword
    def generate_bad_document(self, kind: str) -> Document:
        """A file that cannot be processed: encrypted, truncated, damaged, image only, blank, or not a pdf.

        | ${scan} = | Generate Bad Document | image only |
        """
        if kind not in BAD:
            raise SpecError(f"there is no bad document {kind!r}{nearest(kind, list(BAD))}")
        return BAD[kind](self._seed())

    @keyword
    def get_fact(self, document: Uploaded | Document, number: int = 1) -> Planted:
        """A planted fact of a document, with its `sentence`, its `question` and its `answer`.

        | ${fact} = | Get Fact | ${policy} |
        """
        facts = made(document).facts
        if not 1 <= number <= len(facts):
            raise SpecError(f"{document} has no fact {number}; it has {len(facts)}")
        return facts[number - 1]

    @keyword
    def copy_document(self, document: GeneratedPdf) -> Document:
        """Another file with the same text: other bytes, another hash, another name.

        | ${copy} = | Copy Document | ${policy} |
        """
        return same_text(document)

    # Sending

    @keyword
    def shared_document(self, kind: str) -> Uploaded:
        """An embedded document that many checks look at: it is sent by a user of its own when it is first asked for.

        A report of eight pages with a table, a letter of one page, or two pages with a table that does not fit into the
        first chunk. A check that changes or deletes documents sends its own.

        | ${report} = | Shared Document | report |
        """
        if kind not in SHARED:
            raise SpecError(f"there is no shared document {kind!r}{nearest(kind, list(SHARED))}")
        pages, paragraphs, table = SHARED[kind]
        key = (id(self.world), kind)
        if key not in self._shared:
            person = self.world.person()
            sent = person.upload(generate(self._seed(), pages=pages, paragraphs=paragraphs, table=table))
            ended = person.wait_for_end(sent)
            if ended["state"] != DONE:
                raise AssertionError(f"{sent} ended as {ended['state']}: {ended.get('last_error')}")
            self._shared[key] = sent
        return self._shared[key]

    @keyword
    def announce_document(
        self, user: Person, document: Document | None = None, *, size: int = 0, sha256: str = ""
    ) -> Announced:
        """Announce a document whose bytes are sent later, or never; perhaps with another size or hash than it has.

        | ${announced} = | Announce Document | ${anna} | size=100000 |
        """
        changes: dict[str, Any] = {"bytes_len": size, "sha256": sha256}
        told = {key: value for key, value in changes.items() if value}
        return announced(user, document or generate(self._seed(), pages=1), **told)

    @keyword
    def send_bytes(self, announced: Announced, *, of: Document | None = None) -> None:
        """Send the bytes of an announced document to its signed URL, or those of another document.

        | Send Bytes | ${announced} |
        """
        owner = announced.person
        sent = owner.put(announced.upload_link.url, of or announced.document)
        expect(sent, owner.environment.success.put, "sending the bytes")

    @keyword
    def upload_document(self, user: Person, document: Document | None = None) -> Uploaded:
        """Announce a document and send its bytes; without one, a new document of two pages.

        | ${sent} = | Upload Document | ${anna} | ${policy} |
        """
        return user.upload(document or generate(self._seed(), pages=2))

    @keyword
    def process_document(self, user: Person, document: Document | None = None) -> Uploaded:
        """Upload a document, and wait until its job has ended, whichever way; without one, a new document of two pages.

        | ${sent} = | Process Document | ${anna} | ${policy} |
        """
        sent = self.upload_document(user, document)
        user.wait_for_end(sent)
        return sent

    @keyword
    def upload_documents(self, user: Person, number: int, *, pages: int = 2) -> list[Uploaded]:
        """Send this number of new documents at once.

        | ${sent} = | Upload Documents | ${anna} | 10 |
        """
        made = [generate(self._seed(), pages=pages) for _ in range(number)]
        with ThreadPoolExecutor(min(number, AT_ONCE)) as pool:
            return list(pool.map(user.upload, made))

    @keyword
    @observes(SENDING)
    def get_sending_outcome(
        self,
        announced: Announced,
        document: Document,
        operator: Operator = NONE,
        expected: str = "",
        *,
        link: Link | None = None,
        untold: bool = False,
    ) -> str:
        """How the storage answers the bytes of a document: accepted, conflict, too_large or refused.

        They go to the link of the announced document, or to another one; `untold`: without telling how many they are.

        | Get Sending Outcome | ${announced} | ${another} | == | too_large |
        """
        person, to = announced.person, link or announced.upload_link
        answer = sent_in_parts(to, document) if untold else person.put(to.url, document)
        said = outcome(person.environment, "put", answer.status_code)
        said = "refused" if said in REFUSALS else said
        return self.text(SENDING, said, operator, expected, **announced.ids)

    @keyword
    @observes(UPLOAD)
    def get_upload_outcome(
        self,
        user: Person,
        document: Document,
        operator: Operator = NONE,
        expected: str = "",
        *,
        mime: str = "",
        size: int = 0,
        sha256: str = "",
    ) -> str:
        """How the API answers the announcement of a document: accepted, conflict, too_large, wrong_type, ...

        The announcement may name another type, size or hash than the document has. The bytes are not sent.

        | Get Upload Outcome | ${anna} | ${policy} | == | wrong_type | mime=text/plain |
        """
        changes: dict[str, Any] = {"mime": mime, "bytes_len": size, "sha256": sha256}
        answer = user.announce(document, **{key: value for key, value in changes.items() if value})
        said = outcome(user.environment, "upload", answer.status_code)
        return self.text(UPLOAD, said, operator, expected, user=user.user_id)

    @keyword
    def delete_document(self, document: Uploaded) -> None:
        """Delete a document as its owner.

        | Delete Document | ${sent} |
        """
        document.person.delete(document.document_id)

    # Looking

    @keyword
    @observes(COUNT)
    def get_document_count(self, user: Person, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """How many documents are in a user's list (its first page).

        | Get Document Count | ${anna} | == | 2 documents |
        """
        return self.number(COUNT, len(user.documents()), operator, expected, user=user.user_id)

    @keyword
    @observes(LISTED)
    def get_document_names(self, user: Person, operator: Operator = NONE, *expected: str) -> list[str]:
        """The names of the files in a user's list (its first page).

        | Get Document Names | ${anna} | not contains | ${sent.document.filename} |
        """
        names = [str(each["filename"]).removeprefix(user.mark) for each in user.documents()]
        return self.items(LISTED, names, operator, expected, user=user.user_id)

    @keyword
    @observes(DETAIL)
    def get_document_detail(self, document: Uploaded, word: str, operator: Operator = NONE, expected: str = "") -> str:
        """What the API says of a document in one word of the contract: filename, mime, bytes_len, chunks, ...

        | Get Document Detail | ${sent} | mime | == | application/pdf |
        """
        said = document.person.document(document.document_id)[word]
        return self.text(DETAIL, said, operator, expected, word=word, **document.ids)

    @keyword
    @observes(SIZE)
    def get_file_size(self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING) -> float:
        """The size of a document in MB, as the API says.

        | Get File Size | ${sent} | <= | 25 MB |
        """
        size = int(document.person.document(document.document_id)["bytes_len"]) / 1e6
        return self.number(SIZE, size, operator, expected, **document.ids)

    @keyword
    @observes(TEXT)
    def get_parsed_text(self, document: Uploaded, operator: Operator = NONE, expected: str = "") -> str:
        """The text that the parser read, without line breaks.

        | Get Parsed Text | ${sent} | contains | ${fact.answer} |
        """
        return self.text(TEXT, parsed(document), operator, expected, **document.ids)

    @keyword
    @observes(FACTS)
    def get_facts_in_parsed_text(
        self, document: Uploaded, operator: Operator = NONE, expected: Amount = NOTHING
    ) -> float:
        """The share of a document's planted facts that are in its parsed text.

        | Get Facts In Parsed Text | ${sent} | == | 100 % |
        """
        text = parsed(document)
        cases = [in_text(plain(fact.sentence), text, document) for fact in document.document.facts]
        return self.share(FACTS, cases, operator, expected)

    def _seed(self) -> str:
        return f"scenario-{self.world.seed}-{next(self._numbers)}"


def made(document: Uploaded | Document) -> Document:
    return document.document if isinstance(document, Uploaded) else document


def parsed(document: Uploaded) -> str:
    return plain(document.person.content(document.document_id))
