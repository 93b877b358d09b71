"""The documentation of the vocabulary covers everything a spec can say, and each of its links leads to a page."""

import re
from pathlib import Path

from markupsafe import escape

from keywords import experiments
from keywords.commands import vocabulary
from keywords.running.checks import read


def test_every_word_that_the_suites_use_is_documented(tmp_path: Path) -> None:
    words = {word.name.lower().replace(" ", "") for word in vocabulary.write(tmp_path)}
    steps = (step for test in read().all_tests for step in test.body)
    used = {step.name for step in steps if hasattr(step, "name")}
    assert len(used) > 5
    assert {name for name in used if name.lower().replace(" ", "") not in words} == set()


def test_every_word_says_what_it_is_for(tmp_path: Path) -> None:
    assert [word.name for word in vocabulary.write(tmp_path) if not word.says] == []


def test_the_index_names_every_experiment_and_links_to_existing_pages(tmp_path: Path) -> None:
    vocabulary.write(tmp_path)
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    known = experiments.catalogue()
    assert all(f"<dt>{escape(name)}</dt>" in index for name in known)
    for name in known.observed():
        assert f"<li>{escape(name)}<code>{escape(known.figures[name].unit)}</code>" in index
    assert "<li>own facts found<code>%</code>, a control: == 100 %</li>" in index
    assert "<li>lost documents<code>documents</code>, judged with history violations</li>" in index
    assert ", for information: " in index
    pages = set(re.findall(r'href="([^"#]+)#', index))
    assert len(pages) > 5
    assert {page for page in pages if not (tmp_path / page).is_file()} == set()
