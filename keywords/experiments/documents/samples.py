"""The sample documents themselves, as files, read by an independent reader before any pipeline sees them."""

from collections import Counter
from collections.abc import Mapping
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
        again = {each["file"]: (Path(other) / each["file"]).read_bytes() for each in listed}
        changed = [name for name, data in again.items() if data != (Path(one) / name).read_bytes()]
    good, bad = [each for each in listed if "facts" in each], [each for each in listed if "facts" not in each]
    names = [str(each["file"]) for each in good]
    poor = [str(each["file"]) for each in good if len(each["facts"]) < PAGES]
    share("documents with expected results", poor, of=names)
    share("facts on their declared page", [case for each in good for case in placed(each, pages[each["file"]])])
    share("documents generated identically twice", set(changed) & set(names), of=names)
    answers = Counter(str(fact["answer"]) for each in good for fact in each["facts"])
    count("facts shared by two documents", [answer for answer, times in answers.items() if times > 1], of=answers)
    unreadable = {str(each["kind"]): pages[each["file"]] for each in bad}
    empty = [kind for kind, texts in unreadable.items() if any(map(str.strip, texts))]
    count("empty documents with text", empty, of=unreadable)


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
