"""The estimate of the time left: never negative, 0 at the end, and near the truth in simulated runs."""

import heapq
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keywords.running.catalogue import Experiment
from keywords.running.estimate import APART, LONG, OTHER, Ahead, Standing, of_checks, of_experiments, walk

LANES = 4
NEAR = 5.0  # seconds by which an estimate may always be off: the progress rounds to as many


def experiment(name: str, *, apart: bool = False, long: bool = False, alone: bool = False) -> Experiment:
    return Experiment(name, "", (), {}, lambda _: None, apart, long, alone)


SHARED, STRONG = experiment("shared"), experiment("apart", apart=True)

AHEAD = st.lists(
    st.tuples(st.floats(0, 100), st.booleans(), st.booleans()).map(lambda of: Ahead("", *of)), max_size=12
).map(lambda found: [replace(each, name=str(number)) for number, each in enumerate(found)])
LANE_COUNTS = st.integers(1, 8)


@given(AHEAD, LANE_COUNTS, st.booleans())
def test_time_left_is_at_least_the_longest_and_at_most_the_sum(ahead: list[Ahead], lanes: int, begun: bool) -> None:
    seconds = [each.seconds for each in ahead]
    shared = [each.seconds for each in ahead if not each.apart]
    least = max([*seconds, sum(shared), sum(seconds) / (lanes + 1)], default=0)
    assert least - 1e-6 <= walk(ahead, lanes, begun=begun) <= sum(seconds) + 1e-6


@given(AHEAD.filter(bool), LANE_COUNTS, st.data())
def test_the_more_remains_the_more_time_is_left(ahead: list[Ahead], lanes: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(ahead) - 1))
    before, after = ahead[:place], ahead[place + 1 :]
    longer = replace(ahead[place], seconds=ahead[place].seconds + data.draw(st.floats(0, 50)))
    left = walk(ahead, lanes, begun=True)
    assert walk([*before, *after], lanes, begun=True) - 1e-6 <= left
    assert left <= walk([*before, longer, *after], lanes, begun=True) + 1e-6
    assert walk(ahead, lanes, begun=False) <= walk([*before, longer, *after], lanes, begun=False) + 1e-6


@given(AHEAD, LANE_COUNTS, st.booleans())
def test_a_lane_more_never_takes_longer(ahead: list[Ahead], lanes: int, begun: bool) -> None:
    assert walk(ahead, lanes + 1, begun=begun) <= walk(ahead, lanes, begun=begun) + 1e-6


def test_what_is_alone_goes_before_what_is_apart_and_waits_for_it_otherwise() -> None:
    ahead = [Ahead("a", 3), Ahead("b", 4, apart=True), Ahead("c", 5, alone=True), Ahead("d", 6, apart=True)]
    assert walk(ahead, 2, begun=False) == 3 + 5 + 6
    assert walk(ahead, 2, begun=True) == 6 + 5


def test_lanes_work_beside_the_shared_experiments_once_a_row_has_started_them() -> None:
    ahead = [Ahead("a", 3), Ahead("b", 4, apart=True), Ahead("c", 5), Ahead("d", 6, apart=True)]
    assert walk(ahead, 2, begun=False) == 3 + 4 + 5
    assert walk(ahead, 2, begun=True) == 4 + 5
    assert walk(ahead, 1, begun=False) == 3 + 4 + 6


def test_a_lane_takes_the_long_ones_first() -> None:
    ahead = [Ahead("a", 1, apart=True), Ahead("b", 9, apart=True, long=True), Ahead("c", 1, apart=True)]
    assert walk(ahead, 2, begun=True) == 9


@given(st.floats(0, 1000), st.floats(0, 1000), st.dictionaries(st.sampled_from(["shared", "apart"]), st.floats(0, 100)))
def test_it_is_never_negative_however_overdue(shared: float, apart: float, known: dict[str, float]) -> None:
    at = Standing([SHARED, STRONG], {}, {"shared": shared, "apart": apart}, LANES)
    assert of_experiments(at, known) >= 0


@given(st.floats(0, 1000), st.dictionaries(st.sampled_from(["shared", "apart"]), st.floats(0, 100)))
def test_it_is_nothing_at_the_end(seconds: float, known: dict[str, float]) -> None:
    at = Standing([SHARED, STRONG], {"shared": seconds, "apart": seconds}, {}, LANES)
    assert of_experiments(at, known) == 0
    assert of_checks(0, 0, [seconds]) == 0


@pytest.mark.parametrize(
    ("wanted", "seconds"),
    [(SHARED, OTHER), (STRONG, APART), (experiment("long", apart=True, long=True), LONG)],
    ids=["shared", "apart", "long"],
)
def test_an_unknown_experiment_takes_what_its_kind_is_declared_to_take(wanted: Experiment, seconds: float) -> None:
    assert of_experiments(Standing([wanted], {}, {}, LANES), {}) == seconds


def test_an_unknown_experiment_takes_as_long_as_others_of_its_kind() -> None:
    done = {f"done {number}": 4.0 for number in range(9)}
    planned = [*map(experiment, done), experiment("next"), experiment("elsewhere", apart=True)]
    assert of_experiments(Standing(planned, {**done, "elsewhere": 900.0}, {}, LANES), {}) == 4.0


def test_one_slow_experiment_does_not_make_the_others_slow() -> None:
    done = {"a": 1.0, "b": 1.2, "c": 0.9, "d": 400.0}
    assert of_experiments(Standing([*map(experiment, done), experiment("next")], done, {}, LANES), {}) < 2


def test_a_known_experiment_takes_as_long_as_before_less_what_has_passed() -> None:
    assert of_experiments(Standing([SHARED], {}, {}, LANES), {"shared": 30.0}) == 30
    assert of_experiments(Standing([SHARED], {}, {"shared": 10.0}, LANES), {"shared": 30.0}) == 20


def test_an_overdue_experiment_takes_as_long_again_as_it_is_late() -> None:
    assert of_experiments(Standing([STRONG], {}, {"apart": APART + 10}, LANES), {}) == 10


def test_an_overdue_experiment_slows_down_what_is_still_to_come() -> None:
    known = {"shared": 10.0, "apart": 30.0}
    in_time, late = (of_experiments(Standing([SHARED, STRONG], {}, {"shared": s}, LANES), known) for s in (9.0, 40.0))
    assert in_time < 1 + 30 + 1
    assert late > 60


def test_a_slower_machine_is_noticed() -> None:
    done = {f"done {number}": 20.0 for number in range(20)}
    known = {**dict.fromkeys(done, 10.0), "shared": 10.0}
    assert 19 <= of_experiments(Standing([*map(experiment, done), SHARED], done, {}, LANES), known) <= 20


def test_remaining_sentences_take_as_long_as_those_that_are_done() -> None:
    assert of_checks(0, 10, []) == pytest.approx(5)
    assert of_checks(0, 10, [3.0] * 100) == pytest.approx(30, rel=0.1)
    assert of_checks(500, 0, []) == pytest.approx(5)


# Simulated runs


@dataclass(frozen=True)
class Simulated:
    """A run as the scheduler would do it, with the true seconds of each experiment."""

    planned: Sequence[Experiment]
    spans: Mapping[str, tuple[float, float]]

    @property
    def end(self) -> float:
        return max(end for _, end in self.spans.values())

    def at(self, now: float) -> Standing:
        took = {name: end - begin for name, (begin, end) in self.spans.items() if end <= now}
        elapsed = {name: now - begin for name, (begin, end) in self.spans.items() if begin <= now < end}
        return Standing(self.planned, took, elapsed, LANES)

    def wrong(self, known: Mapping[str, float], since: int) -> Iterator[str]:
        """Every percent of the run, from this one on, at which the estimate is off by more than a factor of two."""
        for percent in range(since, 100):
            now = self.end * percent / 100
            left, says = self.end - now, of_experiments(self.at(now), known)
            if abs(says - left) > NEAR and not left / 2 <= says <= left * 2:
                yield f"{percent} %: {says:.0f} s instead of {left:.0f} s"


def simulated(planned: Sequence[Experiment], seconds: Mapping[str, float]) -> Simulated:
    now, spans = 0.0, dict[str, tuple[float, float]]()
    for each in planned:
        if each.apart and each.name not in spans:
            others = [other for other in planned if other.apart and other is not each]
            for other in (other for other in planned if other.alone and other.name not in spans):
                spans[other.name] = (now, now + seconds[other.name])
                now += seconds[other.name]
            free = [now] * LANES
            for other in [each, *sorted(others, key=lambda one: not one.long)]:
                begin = heapq.heappop(free)
                spans[other.name] = (begin, begin + seconds[other.name])
                heapq.heappush(free, begin + seconds[other.name])
        elif not each.apart and each.name not in spans:
            spans[each.name] = (now, now + seconds[each.name])
        now = max(now, spans[each.name][1])
    return Simulated(planned, spans)


def realistic(chance: random.Random) -> tuple[list[Experiment], dict[str, float]]:
    """Ninety experiments or so, as the suites hold them: most shared ones short, half of all apart, a few long."""
    planned = [experiment(f"shared {number}") for number in range(chance.randint(30, 60))]
    planned += [experiment(f"alone {number}", alone=True) for number in range(chance.randint(5, 15))]
    planned += [experiment(f"apart {number}", apart=True, long=number < 5) for number in range(chance.randint(20, 60))]
    chance.shuffle(planned)
    middle = {each.name: LONG if each.long else 5.0 if each.apart else 1.0 for each in planned}
    return planned, {
        each.name: middle[each.name] * chance.lognormvariate(0, 0.3 if each.long else 0.5) for each in planned
    }


def noisy(seconds: Mapping[str, float], chance: random.Random) -> dict[str, float]:
    return {name: value * chance.uniform(0.7, 1.3) for name, value in seconds.items()}


@pytest.mark.parametrize("pace", [0.5, 0.7, 1.0, 1.5, 2.0])
def test_a_later_run_is_right_within_a_factor_of_two_from_the_first_quarter_on(pace: float) -> None:
    """On a machine that is slower or faster than before, too. One moment in 200 may be off: luck has no limit."""
    wrong, moments = list[str](), 0
    for seed in range(60):
        chance = random.Random(seed)
        planned, known = realistic(chance)
        truth = {name: seconds * pace for name, seconds in noisy(known, chance).items()}
        wrong += simulated(planned, truth).wrong(known, since=25)
        moments += 75
    assert len(wrong) <= moments / 200, wrong


def test_a_first_run_is_right_within_a_factor_of_two_from_the_half_on() -> None:
    """It knows no experiment. One moment in 50 may be off."""
    wrong, moments = list[str](), 0
    for seed in range(60):
        planned, truth = realistic(random.Random(seed))
        wrong += simulated(planned, truth).wrong({}, since=50)
        moments += 50
    assert len(wrong) <= moments / 50, wrong


@pytest.mark.parametrize("seed", range(20))
def test_the_estimate_is_the_truth_if_the_seconds_are(seed: int) -> None:
    planned, truth = realistic(random.Random(seed))
    run = simulated(planned, truth)
    for percent in (0, 25, 50, 75):
        left = run.end * (100 - percent) / 100
        assert of_experiments(run.at(run.end - left), truth) == pytest.approx(left, rel=0.1, abs=2)
