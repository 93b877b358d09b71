"""The documentation of the vocabulary covers everything a spec can say, and each of its links leads to a page."""

import re
from importlib.metadata import version
from pathlib import Path

from markupsafe import escape
from robot.libdocpkg import LibraryDocumentation

from keywords import experiments
from keywords.commands import vocabulary
from keywords.running.checks import read, word


def test_every_word_that_the_suites_use_is_documented(tmp_path: Path) -> None:
    words = {word.name.lower().replace(" ", "") for word in vocabulary.write(tmp_path)}
    steps = (step for test in read().all_tests for step in test.body)
    used = {word(step) for step in steps if getattr(step, "name", "") and step.type != step.VAR}
    assert len(used) > 5
    assert {name for name in used if name.replace(" ", "") not in words} == set()


def test_the_page_of_a_keyword_says_what_it_observes() -> None:
    documented = LibraryDocumentation("keywords.libraries.jobs")
    said = {keyword.name: keyword.doc for keyword in documented.keywords}
    assert "Observes *state of a job* if it is given an operator." in said["Get Job State"]
    assert "| Get Job State | ${sent} | == | done |" in said["Get Job State"]


def test_every_word_says_what_it_is_for(tmp_path: Path) -> None:
    assert [word.name for word in vocabulary.write(tmp_path) if not word.says] == []


def test_every_page_has_an_introduction_and_the_version(tmp_path: Path) -> None:
    vocabulary.write(tmp_path)
    pages = [source for source in vocabulary.sources() if vocabulary.words(source)]
    assert len(pages) > 10
    for source in pages:
        assert LibraryDocumentation(source).doc.strip(), source
        text = (tmp_path / vocabulary.page_of(source)).read_text(encoding="utf-8")
        assert f'"version": "{version("countersign")}"' in text, source


def test_every_word_with_arguments_has_an_example_that_uses_it() -> None:
    """One without arguments is its own example."""
    documented = [word for source in vocabulary.sources() for word in LibraryDocumentation(source).keywords]
    taking = [word for word in documented if word.args]
    assert len(taking) > 50
    assert [word.name for word in taking if not re.search(rf"\| *{word.name} *\|", word.doc, re.IGNORECASE)] == []


def test_the_index_names_every_experiment_and_links_to_existing_pages(tmp_path: Path) -> None:
    vocabulary.write(tmp_path)
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    known = experiments.catalogue()
    assert all(f"<dt>{escape(name)}</dt>" in index for name in known)
    for name in known.observed():
        assert f"<li>{escape(name)}<code>{escape(known.figures[name].unit)}</code></li>" in index
    pages = set(re.findall(r'href="([^"#]+)#', index))
    assert len(pages) > 5
    assert {page for page in pages if not (tmp_path / page).is_file()} == set()
