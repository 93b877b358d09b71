"""The page is well formed, accessible and self-contained, and no text of a run becomes markup."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from keywords import dossier
from keywords.basics.quantities import Limit, Quantity
from keywords.basics.words import Verdict
from keywords.dossier import plots
from keywords.evidence.following import Rule
from keywords.evidence.holding import hold
from keywords.evidence.model import Case, Evidence, Judgement, MadeOn, Observation, Timeline
from tests.keywords.dossier import example_dossier
from tests.keywords.evidence.results_builder import Check, Folder, experiment, green

HOSTILE = '<script>alert("x")</script>'
VOID = {"meta", "br", "path", "rect"}


class Page(HTMLParser):
    """What the tests ask about a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("example")
    example_dossier.build(folder)
    return (folder / "dossier/index.html").read_text(encoding="utf-8")


def page_of(folder: Folder, path: Path) -> str:
    dossier.build(folder.write(path))
    return (path / "dossier/index.html").read_text(encoding="utf-8")


def test_it_is_small_and_has_every_requirement(example: str) -> None:
    assert len(example.encode()) < 1_500_000
    assert len(re.findall(r'<details class="requirement" id="P', example)) == 540


def test_it_is_well_formed_with_landmarks_and_headings_in_order(example: str) -> None:
    page = Page(example)
    assert page.open == []
    assert [page.tags.count(tag) for tag in ("main", "header", "footer", "nav", "h1")] == [1, 1, 1, 1, 1]
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert ("html", "lang", "en") in page.attributes


def test_it_needs_no_script_and_nothing_from_elsewhere(example: str) -> None:
    page = Page(example)
    assert "script" not in page.tags
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not {"link", "img", "iframe", "object", "form"} & set(page.tags)
    assert all(not re.match(r"(?i)([a-z]+:|//)", target) for target in page.values("href") + page.values("src"))
    assert "url(" not in example
    assert "@import" not in example


def test_every_link_within_it_has_a_target_and_no_id_occurs_twice(example: str) -> None:
    page = Page(example)
    identifiers = page.values("id")
    assert len(identifiers) == len(set(identifiers))
    assert {target[1:] for target in page.values("href") if target.startswith("#")} <= set(identifiers)
    assert set(page.values("aria-labelledby")) <= set(identifiers)


def test_links_lead_to_the_log_and_to_evidence(tmp_path: Path) -> None:
    page = Page(page_of(green(), tmp_path))
    targets = set(page.values("href"))
    assert "../log.html#s1-s1-t1" in targets
    evidence = {target for target in targets if target.startswith("../evidence/")}
    assert evidence
    assert all((tmp_path / "dossier" / target).resolve().is_file() for target in evidence)


def test_text_from_a_run_stays_text(tmp_path: Path) -> None:
    judged = Judgement(
        observation=HOSTILE, expected=HOSTILE, observed=HOSTILE, verdict=Verdict.FAIL, reason=f"{HOSTILE}\" onload='x'"
    )
    seen = Observation(name=HOSTILE, value=1, unit="s", population=3, samples=[1, 2, 3])
    bad = Check(
        f"A {HOSTILE}",
        requirements=["P4-2.1"],
        status="FAIL",
        message=HOSTILE,
        verdict=Verdict.FAIL,
        judgements=[judged],
        observations=[seen],
        suite=f"Suites.{HOSTILE}",
    )
    folder = green("embedded", bad, title=HOSTILE)
    text = page_of(folder, tmp_path)
    page = Page(text)
    assert "script" not in page.tags
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert "&lt;script&gt;" in text
    announced = tmp_path / "announced"
    dossier.announce(announced, folder.run())
    assert "script" not in Page((announced / "dossier/index.html").read_text(encoding="utf-8")).tags


def section(text: str, name: str) -> str:
    return text.partition(f'<section aria-labelledby="{name}">')[2].partition("</section>")[0]


def test_what_failed_comes_first_once_for_each_reason_with_the_way_to_see_it_again(tmp_path: Path) -> None:
    reason = "experiment 'outage' could not be carried through: no answer"
    broken = [
        Check(
            f"Row {number}",
            ["P4-2.1"],
            status="FAIL",
            message=reason,
            reasons=[reason],
            judgements=[],
            verdict=Verdict.FAIL,
        )
        for number in range(7)
    ]
    text = page_of(green("embedded", *broken), tmp_path)
    failed = section(text, "failed")
    assert text.index('id="failed"') < text.index('id="unshown"') < text.index('id="numbers"')
    assert failed.count("could not be carried through") == 1
    assert "and 2 more checks" in failed
    assert "countersign run --test &#39;Row 0&#39;" in failed
    assert "Every check that ran could be judged" in section(text, "unshown")


def test_what_could_not_be_shown_has_doubtful_checks_and_requirements_without_a_limit(
    tmp_path: Path, example: str
) -> None:
    doubtful = Check(
        "No Key",
        ["P4-2.2"],
        status="SKIP",
        message="no key",
        reasons=["no key"],
        judgements=[],
        verdict=Verdict.INCONCLUSIVE,
    )
    text = page_of(green("embedded", doubtful), tmp_path)
    shown = section(text, "unshown")
    assert "no key" in shown
    assert re.search("P4-7.9</a>.*: no limit is set", section(example, "unshown"))
    assert "No check failed." in section(text, "failed")


def test_no_verdict_is_shown_by_colour_or_sign_alone(example: str) -> None:
    for word in ("pass", "fail", "inconclusive", "not-covered"):
        found = re.findall(rf'<span class="verdict {word}">(.*?)</span>(?!{word})', example)
        assert found
        assert all(word.replace("-", " ") in text or "aria-hidden" in text or "rehearsal" in text for text in found)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green_, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green_ + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_has_enough_contrast(theme: str) -> None:
    style = (Path(dossier.__file__).parent / "style.css").read_text(encoding="utf-8")
    dark = style.index("@media (prefers-color-scheme: dark)")
    part = style[:dark] if theme == "light" else style[dark : style.index("\n*", dark)]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", part))
    for ground in ("page", "card"):
        for text in ("text", "quiet", "pass", "fail", "open", "none", "link"):
            bright, dim = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, (theme, text, ground)


def test_a_plot_says_in_words_what_it_shows() -> None:
    many = Observation(name="time", value=5, unit="s", population=100, samples=[float(n) for n in range(1, 101)])
    drawn = plots.plot(many, "<= 90 s")
    assert drawn is not None
    assert 'role="img" aria-label="time: 100 samples from 1 to 100, median 50.5 s; expected &lt;= 90 s"' in drawn.svg
    assert 'class="limit"' in drawn.svg
    few = plots.plot(many.model_copy(update={"samples": [2.0, 2.0]}), "done")
    assert few is not None
    assert 'class="dots"' in few.svg
    assert 'class="limit"' not in few.svg
    assert plots.plot(many.model_copy(update={"samples": [1.0]}), "<= 90 s") is None


def test_a_limit_in_another_unit_is_drawn_where_it_belongs() -> None:
    seen = Observation(name="time", value=150, unit="ms", population=2, samples=[100.0, 300.0])
    drawn = plots.plot(seen, "<= 0.2 s")
    assert drawn is not None
    assert f'd="M{plots.WIDTH // 2} 2V' in drawn.svg


def broken(name: str, verdict: Verdict = Verdict.PASS) -> Evidence:
    """The record of an experiment that broke something."""
    seen = Observation(name="documents recovered", value=100.0, unit="%", population=4)
    course = Timeline(seconds=[0, 5, 10], jobs={"queued": [4, 2, 0], HOSTILE: [0, 2, 4]}, shaded=(2, 6))
    return experiment(name, seen, verdict=verdict).model_copy(update={"timeline": course})


def test_a_broken_service_is_drawn_with_the_worst_verdict_of_the_checks_that_rest_on_it(tmp_path: Path) -> None:
    away, silent, hopeless = broken("it is away"), broken("it is silent"), broken("it fails", Verdict.FAIL)
    bad = Check("It Recovers", status="FAIL", verdict=Verdict.FAIL, rests_on=[away.id])
    good = Check("It Speaks", rests_on=[silent.id])
    folder = green("embedded", bad, good)
    folder.experiments += [away, silent, hopeless, experiment("in fair weather")]
    text = page_of(folder, tmp_path)
    courses = re.findall(r'<details class="course"( open)?>.*?<h3>(.*?)</h3>.*?</span>(\w+)</span>', text, re.DOTALL)
    assert courses == [(" open", "it fails", "fail"), (" open", "it is away", "fail"), ("", "it is silent", "pass")]
    assert text.count("<title>Jobs by stage: 4 jobs over 10 s; broken from 2 s to 6 s</title>") == 3
    assert "documents recovered: 100 %" in text
    page = Page(text)
    assert page.open == []
    assert "script" not in page.tags
    assert {f"../evidence/{one.id}.json" for one in (away, silent, hopeless)} <= set(page.values("href"))


def test_controls_and_information_are_shown_and_what_a_check_judged_is_no_information(tmp_path: Path) -> None:
    found = Observation(name="own facts found", value=100.0, unit="%", population=2)
    needed = Observation(name="documents waiting at the break", value=4, unit="documents", population=9)
    took = Observation(name="recovery time", value=3.0, unit="s", population=1)
    informs = {"documents waiting at the break": "it says what was met", "recovery time": "no limit is set"}
    away = experiment("it is away", found, needed, took).model_copy(
        update={"controls": {"own facts found": "== 100 %"}, "informs": informs}
    )
    judged = Judgement(observation="recovery time", expected="<= 30 s", observed="3 s", verdict=Verdict.PASS)
    folder = green("embedded", Check("It Recovers In Time", judgements=[judged], rests_on=[away.id]))
    folder.experiments += [away, experiment("in fair weather")]
    text = page_of(folder, tmp_path)
    part = text[text.index('id="unjudged"') : text.index('id="trace"')]
    assert "own facts found: 100 % in 2 cases; a control, expected == 100 %" in part
    assert "documents waiting at the break: 4 documents in 9 cases; for information: it says what was met" in part
    assert "recovery time" not in part
    assert "in fair weather" not in part


def test_where_nothing_was_broken_it_says_so(example: str) -> None:
    assert "This run put in no faults." in example


def test_a_failed_row_shows_a_few_failed_cases_with_their_ids_and_the_number_of_all(tmp_path: Path) -> None:
    cases = [Case.of(f"question {n} {HOSTILE}", "an answer", f"text {n}", user=f"u-{n}") for n in range(7)]
    cases.append(Case.of("a good question", "yes", "yes", user="u-good"))
    seen = Observation(
        name="facts found by search", value=12.5, unit="%", population=8, rule=Rule.SHARE_PASSED, cases=cases
    )
    found, judged = experiment("one document", seen), hold(seen, Limit("==", Quantity(100, "%")))
    bad = Check(
        "Search Finds Every Fact",
        status="FAIL",
        verdict=Verdict.FAIL,
        reasons=[judged.reason],
        judgements=[judged],
        observations=[],
        rests_on=[found.id],
    )
    folder = green("embedded", bad)
    folder.experiments.append(found)
    text = page_of(folder, tmp_path)
    failed = text[text.index('id="failed"') : text.index('id="unshown"')]
    assert "seen text 4" in failed
    assert "seen text 5" not in failed
    assert "user <code>u-0</code>" in failed
    assert "and 2 more failed cases in the evidence" in failed
    assert "u-good" not in text
    assert "seen in 8 cases" in text
    assert "script" not in Page(text).tags


def test_evidence_from_a_stack_with_other_settings_says_so(tmp_path: Path) -> None:
    away = broken("it is away").model_copy(
        update={"made_on": [MadeOn(stack="run-faults-1", differs={"lease_seconds": "2, not 30"})]}
    )
    folder = green("embedded", Check("It Recovers", rests_on=[away.id]))
    folder.experiments.append(away)
    text = page_of(folder, tmp_path)
    assert "a stack beside the certified one, with other settings: lease_seconds 2, not 30." in text
    assert "Made on run-faults-1, whose settings differ" in text
