"""The sample documents themselves, as files, read by an independent reader before any pipeline sees them."""

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from keywords.documents import samples
from keywords.documents.bad import BAD
from keywords.documents.languages import LANGUAGES
from keywords.documents.samples import PAGES
from keywords.evidence.model import Case
from keywords.evidence.observing import count, share
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import plain
from keywords.running.catalogue import experiment
from keywords.world import World


@experiment(
    "the sample documents",
    (
        "documents with expected results",
        "facts on their declared page",
        "documents generated identically twice",
        "facts shared by two documents",
        "empty documents with text",
    ),
    languages=list(LANGUAGES),
    bad=list(BAD),
    pages=PAGES,
)
def sample_documents(_world: World) -> None:
    """The sample documents are written as people get them, twice, and are read back by an independent reader.

    There is one in each language, one with a table, and one for each way in which a document cannot be read.
    """
    with TemporaryDirectory(prefix="countersign-samples-") as one, TemporaryDirectory() as other:
        with step("Write all samples twice") as done:
            samples.write(Path(one))
            samples.write(Path(other))
            listed = samples.read(Path(one))
            done.saw(", ".join(each["file"] for each in listed))
        with step("Read every page of every sample"):
            pages = {each["file"]: pages_of((Path(one) / each["file"]).read_bytes()) for each in listed}
        hashes = {each["file"]: [sha256_of(Path(folder) / each["file"]) for folder in (one, other)] for each in listed}
    good, bad = [each for each in listed if "facts" in each], [each for each in listed if "facts" not in each]
    rich = [(str(each["file"]), len(each["facts"])) for each in good]
    cases = [Case.judged(name, facts >= PAGES, f"at least {PAGES} facts", f"{facts} facts") for name, facts in rich]
    share("documents with expected results", cases)
    share("facts on their declared page", [case for each in good for case in placed(each, pages[each["file"]])])
    twice = [Case.of(f"SHA-256 of {name}", *hashes[name]) for name, _ in rich]
    share("documents generated identically twice", twice)
    answers = Counter(str(fact["answer"]) for each in good for fact in each["facts"])
    count("facts shared by two documents", [Case.of(answer, 1, times) for answer, times in answers.items()])
    unreadable = {str(each["kind"]): " ".join(pages[each["file"]]) for each in bad}
    empty = [Case.judged(kind, not text.strip(), "no text", text or "none") for kind, text in unreadable.items()]
    count("empty documents with text", empty)


def sha256_of(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def pages_of(data: bytes) -> list[str]:
    """The text of each page; no page if the reader cannot open the document."""
    import pypdfium2  # loads slowly

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return [plain(page.get_textpage().get_text_range()) for page in pdf]
    except pypdfium2.PdfiumError:
        return []


def placed(document: Mapping[str, Any], pages: list[str]) -> list[Case]:
    """A case for each fact, good if it is on the page that the list names and on no other."""
    return [
        Case.judged(fact["sentence"], on_its_page(fact, pages), f"on page {fact['page']} of {document['file']}")
        for fact in document["facts"]
    ]


def on_its_page(fact: Mapping[str, Any], pages: list[str]) -> bool:
    """True when a fact is on its page and on no other. A fact of a table is there in its cells."""
    parts = [plain(cell) for cell in str(fact["sentence"]).split("|") if cell.strip()]
    return [place for place, text in enumerate(pages, 1) if all(part in text for part in parts)] == [fact["page"]]
