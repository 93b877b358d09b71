"""The sample documents themselves: read by another reader than wrote them, before any pipeline sees them."""

from collections import Counter
from collections.abc import Iterator

import pypdfium2

from keywords.documents import bad as bad_documents
from keywords.documents.languages import LANGUAGES
from keywords.documents.pdf import GeneratedPdf, Planted, generate
from keywords.evidence.recorder import recorder
from keywords.experiments.documents.outcomes import plain
from keywords.running.registry import experiment
from keywords.world import World

PAGES = 3


@experiment(
    "the sample documents",
    {"documents that come with expected results": "%", "facts on the page that they are said to be on": "%",
     "documents that come out the same again": "%", "facts that are in two documents": "hits",
     "documents for which nothing is expected that have text": "documents"},
    languages=list(LANGUAGES), bad=list(bad_documents.BAD), pages=PAGES,
)  # fmt: skip
def sample_documents(_world: World) -> None:
    """One document in each language and one with a table are made twice, and read by a reader that knows nothing."""
    documents, again = list(samples()), list(samples())
    expected = [document for document in documents if len(document.facts) >= PAGES]
    share("documents that come with expected results", len(expected), len(documents))
    facts = [(document, number, fact) for document in documents for number, fact in enumerate(document.facts)]
    texts = {id(document): pages_of(document.data) for document in documents}
    there = [fact for document, number, fact in facts if on_its_page(fact, number, texts[id(document)])]
    share("facts on the page that they are said to be on", len(there), len(facts))
    same = [one for one, other in zip(documents, again, strict=True) if one.data == other.data]
    share("documents that come out the same again", len(same), len(documents))
    answers = Counter(fact.answer for _, _, fact in facts)
    twice = [answer for answer, times in answers.items() if times > 1]
    recorder.observe("facts that are in two documents", len(twice), "hits", population=len(answers),
                     detail=", ".join(twice))  # fmt: skip
    bad = {name: make(f"sample {name}") for name, make in bad_documents.BAD.items()}
    readable = [name for name, document in bad.items() if any(text.strip() for text in pages_of(document.data))]
    recorder.observe("documents for which nothing is expected that have text", len(readable), "documents",
                     population=len(bad), detail=", ".join(readable))  # fmt: skip


def samples() -> Iterator[GeneratedPdf]:
    for name in LANGUAGES:
        yield generate(f"sample in {name}", pages=PAGES, language=name)
    yield generate("sample with a table", pages=PAGES, table=True)


def share(name: str, good: int, population: int) -> None:
    recorder.observe(name, 100 * good / population, "%", population=population)


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
