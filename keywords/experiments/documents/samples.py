"""The sample documents themselves: read by another reader than wrote them, before any pipeline sees them."""

from collections import Counter
from collections.abc import Iterator

import pypdfium2

from keywords.documents import bad as bad_documents
from keywords.documents.languages import LANGUAGES
from keywords.documents.pdf import GeneratedPdf, Planted, generate
from keywords.evidence.observing import count, share
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
    """One document in each language and one with a table are made twice, and read by a reader that knows nothing."""
    documents, again = list(samples()), list(samples())
    expected = [document for document in documents if len(document.facts) >= PAGES]
    share("documents with expected results", len(documents) - len(expected), of=documents)
    facts = [(document, number, fact) for document in documents for number, fact in enumerate(document.facts)]
    texts = {id(document): pages_of(document.data) for document in documents}
    there = [fact for document, number, fact in facts if on_its_page(fact, number, texts[id(document)])]
    share("facts on their declared page", len(facts) - len(there), of=facts)
    same = [one for one, other in zip(documents, again, strict=True) if one.data == other.data]
    share("documents generated identically twice", len(documents) - len(same), of=documents)
    answers = Counter(fact.answer for _, _, fact in facts)
    twice = [answer for answer, times in answers.items() if times > 1]
    count("facts shared by two documents", twice, of=answers)
    bad = {name: make(f"sample {name}") for name, make in bad_documents.BAD.items()}
    readable = [name for name, document in bad.items() if any(text.strip() for text in pages_of(document.data))]
    count("empty documents with text", readable, of=bad)


def samples() -> Iterator[GeneratedPdf]:
    for name in LANGUAGES:
        yield generate(f"sample in {name}", pages=PAGES, language=name)
    yield generate("sample with a table", pages=PAGES, table=True)


def pages_of(data: bytes) -> list[str]:
    """The text of each page; none where the reader cannot read it."""
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            return [plain(page.get_textpage().get_text_range()) for page in pdf]
    except pypdfium2.PdfiumError:
        return []


def on_its_page(fact: Planted, number: int, pages: list[str]) -> bool:
    """Whether a fact is on its page and on no other; that of a table is on the last one, in its cells."""
    said = [cell for cell in fact.sentence.split("|") if cell.strip()]
    own = min(number, PAGES - 1)
    found = [place for place, text in enumerate(pages) if all(plain(part) in text for part in said)]
    return found == [own]
