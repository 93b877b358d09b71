"""The sample documents themselves, read by an independent reader before any pipeline sees them."""

from collections import Counter
from collections.abc import Iterator

from keywords.documents import bad as bad_documents
from keywords.documents.languages import LANGUAGES
from keywords.documents.pdf import GeneratedPdf, Planted, generate
from keywords.evidence.model import Case
from keywords.evidence.observing import count, share
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import plain
from keywords.running.catalogue import experiment
from keywords.world import World

PAGES = 3


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
    bad=list(bad_documents.BAD),
    pages=PAGES,
)
def sample_documents(_world: World) -> None:
    """Documents in each language and one with a table are generated twice and read by an independent reader."""
    with step("Generate each sample twice") as done:
        documents, again = list(samples()), list(samples())
        done.saw(", ".join(document.filename for document in documents))
    poor = [document.filename for document in documents if len(document.facts) < PAGES]
    share("documents with expected results", poor, of=[document.filename for document in documents])
    facts = [fact for document in documents for fact in document.facts]
    with step("Look for every planted fact on its page", f"{len(facts)} facts"):
        share("facts on their declared page", [case for each in documents for case in placed(each)])
    changed = [one.filename for one, other in zip(documents, again, strict=True) if one.data != other.data]
    share("documents generated identically twice", changed, of=[document.filename for document in documents])
    answers = Counter(fact.answer for fact in facts)
    count("facts shared by two documents", [answer for answer, times in answers.items() if times > 1], of=answers)
    with step("Read the bad documents", *bad_documents.BAD):
        bad = {name: pages_of(make(f"sample {name}").data) for name, make in bad_documents.BAD.items()}
    count("empty documents with text", [name for name, pages in bad.items() if any(map(str.strip, pages))], of=bad)


def samples() -> Iterator[GeneratedPdf]:
    for name in LANGUAGES:
        yield generate(f"sample in {name}", pages=PAGES, language=name)
    yield generate("sample with a table", pages=PAGES, table=True)


def pages_of(data: bytes) -> list[str]:
    """The text of each page; no page if the reader cannot open the document."""
    import pypdfium2  # loads slowly

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return [plain(page.get_textpage().get_text_range()) for page in pdf]
    except pypdfium2.PdfiumError:
        return []


def placed(document: GeneratedPdf) -> list[Case]:
    """A case for each fact, good if it is on its page and on no other."""
    pages, name = pages_of(document.data), document.filename
    return [
        Case.judged(fact.sentence, on_its_page(fact, number, pages), f"on page {min(number, PAGES - 1) + 1} of {name}")
        for number, fact in enumerate(document.facts)
    ]


def on_its_page(fact: Planted, number: int, pages: list[str]) -> bool:
    """True when a fact is on its page and on no other. A fact of a table is on the last page, in its cells."""
    parts = [plain(cell) for cell in fact.sentence.split("|") if cell.strip()]
    found = [place for place, text in enumerate(pages) if all(part in text for part in parts)]
    return found == [min(number, PAGES - 1)]
