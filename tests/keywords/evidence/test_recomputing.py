"""Values are computed again from cases and samples, and verdicts from limits: an altered one is found and named."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keywords.basics.errors import Inconclusive
from keywords.basics.quantities import Limit, Quantity
from keywords.basics.secrets import MASK, remember
from keywords.basics.words import Verdict
from keywords.checklists.figures import Figure, figures
from keywords.evidence import observing
from keywords.evidence.following import FROM_SAMPLES, Rule, follow
from keywords.evidence.holding import hold
from keywords.evidence.keeping import FIRST, MOST, all_cases, save
from keywords.evidence.model import SHORT, Case, Evidence, Observation, load_all
from keywords.evidence.recomputing import altered, without_source
from keywords.evidence.recorder import Recorder
from tests.keywords.evidence.recorded import recorded

LOST = Figure(name="lost parcels", unit="documents", better="lower")
KEPT = Figure(name="kept parcels", unit="documents", better="higher")
FOUND = Figure(name="found parcels", unit="%", better="higher")
WRONG = Figure(name="wrong parcels", unit="%", better="lower")
PACE = Figure(name="parcels per minute", unit="docs/min", better="higher")
DELAY = Figure(name="parcel delay", unit="s", better="lower")
ALL = (LOST, KEPT, FOUND, WRONG, PACE, DELAY)
KNOWN = figures().with_more(*ALL)

goods = st.lists(st.booleans(), max_size=30)
numbers = st.floats(0, 1e6).map(lambda number: round(number, 3))


@pytest.fixture
def record() -> Iterator[Evidence]:
    with recorded(*ALL) as under_way:
        yield under_way


def cases(good: list[bool]) -> list[Case]:
    return [Case.judged(f"parcel {n}", ok, 1, int(ok), document=f"id-{n}") for n, ok in enumerate(good)]


def observed(good: list[bool], samples: list[float]) -> Evidence:
    """A record with an observation by each rule."""
    with recorded(*ALL) as record:
        for name in (LOST.name, KEPT.name):
            observing.count(name, cases(good))
        for name in (FOUND.name, WRONG.name):
            observing.share(name, cases(good))
        observing.rate(PACE.name, cases(good), 2.5)
        observing.ratio(FOUND.name, 1.5, 2, cases(good))
        for function in FROM_SAMPLES.values():
            observing.measure(DELAY.name, samples, by=function)
    return record


def test_a_count_takes_the_side_that_its_figure_names(record: Evidence) -> None:
    good = [True, False, False]
    assert [observing.count(name, cases(good)).value for name in (LOST.name, KEPT.name)] == [2, 1]
    assert [round(float(observing.share(name, cases(good)).value)) for name in (FOUND.name, WRONG.name)] == [33, 67]
    assert {seen.population for seen in record.observations} == {3}
    assert observing.rate(PACE.name, cases(good), 0.5).value == 2
    assert observing.ratio(FOUND.name, 3, 4, cases(good)).value == 75


def test_a_case_is_short_masked_and_reads_as_a_sentence() -> None:
    remember(["the secret of the parcel"])
    case = Case.of("opening", 404, f"200 the secret of the parcel {'x' * SHORT}", user="u-1", job="")
    assert not case.ok
    assert len(case.seen) == SHORT
    assert str(case).startswith(f"opening: expected 404, seen 200 {MASK} x")
    assert str(case).endswith("… (user u-1)")


@given(goods, st.lists(numbers, max_size=30))
def test_every_value_follows_from_its_cases_or_samples(good: list[bool], samples: list[float]) -> None:
    record = observed(good, samples)
    assert altered([record], Path(), KNOWN) == []
    assert without_source([record]) == []


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.data())
def test_altering_one_case_is_found(good: list[bool], data: st.DataObject) -> None:
    record = observed(good, [1, 2])
    number = data.draw(st.integers(0, 4), "observation")  # those that follow from their cases
    seen = record.observations[number]
    which = data.draw(st.integers(0, len(good) - 1), "case")
    seen.cases[which].ok = not seen.cases[which].ok
    (said,) = altered([record], Path(), KNOWN)
    assert said.startswith(f"evidence/{record.id}.json was altered: {seen.name!r} is recorded as {seen.value}")
    assert f"give {follow(seen.rule, [case.ok for case in seen.cases], seen.samples)[0]}" in said


@given(goods, st.lists(numbers, min_size=1, max_size=30), st.data())
def test_altering_a_value_or_a_population_is_found(good: list[bool], samples: list[float], data: st.DataObject) -> None:
    record = observed(good, samples)
    seen = data.draw(st.sampled_from(record.observations))
    if data.draw(st.booleans()):
        seen.value = float(seen.value) + data.draw(st.sampled_from([-1, 0.5, 7]))
    else:
        seen.population += 1
    (said,) = altered([record], Path(), KNOWN)
    assert repr(seen.name) in said


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.integers(MOST - 3, MOST + 60), st.integers(0, 300))
def test_many_cases_go_to_a_file_and_the_record_keeps_the_failed_ones(tmp_path: Path, number: int, bad: int) -> None:
    with recorded(*ALL) as record:
        observing.count(LOST.name, cases([n >= bad for n in range(number)]))
    save(record, tmp_path)
    (read,) = load_all(tmp_path)
    (seen,) = read.observations
    assert len(all_cases(seen, tmp_path)) == number
    assert altered([read], tmp_path, KNOWN) == []
    if number <= MOST:
        assert seen.all_cases is None
        return
    assert seen.all_cases is not None
    assert len(seen.failed) == min(bad, number, MOST)
    assert len(seen.cases) - len(seen.failed) == min(FIRST, max(0, number - bad))
    file = tmp_path / seen.all_cases.file
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace("parcel 1", "parcel 2", 1), encoding="utf-8")
    assert "not the file that the record names" in altered([read], tmp_path, KNOWN)[0]
    file.unlink()
    assert f"{seen.all_cases.file} is missing" in altered([read], tmp_path, KNOWN)[0]


@pytest.mark.parametrize(("value", "verdict"), list(itertools.product([0, 2], Verdict)))
def test_a_verdict_follows_from_its_observation_and_its_limit(record: Evidence, value: int, verdict: Verdict) -> None:
    seen = observing.count(LOST.name, cases([n >= value for n in range(4)]))
    check = record.model_copy(deep=True, update={"id": "check/c", "rests_on": [record.id], "observations": []})
    judged = hold(seen, Limit("==", Quantity(0, "documents")))
    check.judgements.append(judged.model_copy(update={"verdict": verdict}))
    found = altered([record, check], Path(), KNOWN)
    assert (found == []) is (verdict is judged.verdict)
    assert all("evidence/check/c.json was altered: the verdict on 'lost parcels' is recorded as" in f for f in found)


def test_an_experiment_that_passed_although_its_control_failed_is_found(record: Evidence, tmp_path: Path) -> None:
    observing.share(FOUND.name, cases([True, False]))
    record.verdict, record.controls = Verdict.PASS, {FOUND.name: ">= 50 %"}
    assert altered([record], tmp_path, KNOWN) == []
    record.controls = {FOUND.name: "== 100 %"}
    (found,) = altered([record], tmp_path, KNOWN)
    assert "it passed, and its control failed: found parcels: expected == 100 %, seen 50 % in 2 cases" in found
    record.controls = {KEPT.name: ">= 1 documents"}
    assert "and it was not observed" in altered([record], tmp_path, KNOWN)[0]
    record.verdict = Verdict.INCONCLUSIVE
    assert altered([record], tmp_path, KNOWN) == []


def test_a_fact_is_compared_again(record: Evidence) -> None:
    observing.note("weather", "rain")
    seen = record.observations[0]
    from_fact = {"observation": "weather", "expected": "rain", "observed": "rain", "verdict": "pass"}
    check = Evidence.model_validate({**record.model_dump(), "id": "check/c", "judgements": [from_fact]})
    assert altered([check], Path(), KNOWN) == []
    check.observations = [seen.model_copy(update={"value": "sun"})]
    assert (
        "is recorded as pass with rain, and the observation gives fail with sun" in altered([check], Path(), KNOWN)[0]
    )


# Facts


@pytest.fixture
def checking() -> Iterator[tuple[Recorder, Evidence]]:
    """A recorder with a check that is under way, and its record."""
    recorder = Recorder()
    recorder.begin_check("check/c", "under test", "", [], [])
    assert recorder.check is not None
    yield recorder, recorder.check
    recorder.end_check("PASS", "", body_failed=False)


def fact(record: Evidence) -> Observation:
    return record.observations[-1]


def test_a_fact_follows_from_what_its_case_saw(checking: tuple[Recorder, Evidence]) -> None:
    recorder, record = checking
    recorder.expect("status of me", "200", 200, {"correlation": "c-1"})
    assert (fact(record).value, fact(record).population, fact(record).cases[0].ids) == (
        "200",
        1,
        {"correlation": "c-1"},
    )
    assert altered([record], Path(), KNOWN) == []
    fact(record).value = "201"
    assert "is recorded as 201, and its cases give 200" in altered([record], Path(), KNOWN)[0]


def test_a_long_fact_is_compared_as_far_as_its_case_shows_it(checking: tuple[Recorder, Evidence]) -> None:
    recorder, record = checking
    long = "word " * SHORT
    recorder.expect("text", long, long)
    assert altered([record], Path(), KNOWN) == []
    fact(record).value = f"another {long}"
    assert len(altered([record], Path(), KNOWN)) == 2, "its value, and the verdict on it"


def test_names_that_are_missing_follow_from_the_failed_cases(checking: tuple[Recorder, Evidence]) -> None:
    recorder, record = checking
    with pytest.raises(AssertionError, match=r"away: expected \[\], seen \['b'\] in 2 cases"):
        recorder.expect_all("away", [Case.of("a", "up", "up"), Case.of("b", "up", "down")])
    assert altered([record], Path(), KNOWN) == []
    fact(record).cases[1].ok = True
    assert "is recorded as ['b'], and its cases give []" in altered([record], Path(), KNOWN)[0]
    fact(record).cases[1].ok = False
    fact(record).population = 3
    assert "is recorded with a population of 3, and its cases give 2" in altered([record], Path(), KNOWN)[0]
    with pytest.raises(Inconclusive):
        recorder.expect_all("nothing to look at", [])


def test_a_figure_that_is_stated_with_a_population_is_named_as_one_without_a_source(
    checking: tuple[Recorder, Evidence],
) -> None:
    recorder, record = checking
    recorder.observe("stated", 3, "tables", population=7)
    recorder.observe("measured", 3, "tables", rule=Rule.SUM, samples=[3])
    recorder.observe("said", "a word")
    assert without_source([record]) == ["under test: stated"]
