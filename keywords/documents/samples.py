"""The sample documents as files, with a list of what each must give; people can open both."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from keywords.documents import bad
from keywords.documents.languages import LANGUAGES
from keywords.documents.pdf import GeneratedPdf, Planted, generate

PAGES = 3
LIST = "expected.yaml"
NO_TEXT = "no text; the document ends as a dead letter with a reason"


def samples() -> Iterator[tuple[GeneratedPdf, str]]:
    """The documents that can be read, each with its language."""
    for name in LANGUAGES:
        yield generate(f"sample in {name}", pages=PAGES, language=name), name
    yield generate("sample with a table", pages=PAGES, table=True), "en"


def unreadable() -> Iterator[tuple[GeneratedPdf, str]]:
    """The documents that cannot be read, each with its kind."""
    for kind, make in bad.BAD.items():
        yield make(f"sample {kind}"), kind


def page_of(number: int) -> int:
    """The page of a fact, from 1. A fact of a table is on the last page."""
    return min(number, PAGES - 1) + 1


def write(folder: Path) -> list[dict[str, Any]]:
    """Write all sample documents and the list of what each must give; return the list."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = [
        {**_file(folder, document), "language": language, "facts": list(_facts(document.facts))}
        for document, language in samples()
    ]
    listed += [{**_file(folder, document), "kind": kind, "expected": NO_TEXT} for document, kind in unreadable()]
    text = yaml.safe_dump({"documents": listed}, allow_unicode=True, sort_keys=False, width=120)
    (folder / LIST).write_text(text, encoding="utf-8")
    return listed


def read(folder: Path) -> list[dict[str, Any]]:
    """The list of what each document in the folder must give."""
    found: dict[str, list[dict[str, Any]]] = yaml.safe_load((folder / LIST).read_text(encoding="utf-8"))
    return found["documents"]


def _file(folder: Path, document: GeneratedPdf) -> dict[str, Any]:
    name = document.filename.replace(" ", "-")
    (folder / name).write_bytes(document.data)
    return {"file": name, "sha256": hashlib.sha256(document.data).hexdigest()}


def _facts(facts: tuple[Planted, ...]) -> Iterator[dict[str, Any]]:
    for number, fact in enumerate(facts):
        yield {
            "page": page_of(number),
            "question": fact.question,
            "answer": fact.answer,
            "sentence": fact.sentence,
        }
