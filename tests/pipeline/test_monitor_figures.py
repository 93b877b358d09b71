"""The monitor's pure functions: counters, quantiles, windows, conditions, history."""

import math
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from pipeline.exposition import Family, labels_of, read, write
from pipeline.monitor.asking import Answer, NoAnswer, counters_in, reason_in
from pipeline.monitor.conditions import Condition, following, of_service, of_workers
from pipeline.monitor.database import Figures, Worker
from pipeline.monitor.figures import Lately, Traffic, increase, quantile
from pipeline.monitor.history import History, Point
from pipeline.monitor.processes import Process, Usage, cpu_between

BOUNDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, math.inf)
samples = st.lists(st.floats(0.0001, 20), min_size=1, max_size=200)
shares = st.floats(0.01, 1)
counters = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 1000), min_size=1)


def buckets_of(values: list[float]) -> list[tuple[float, float]]:
    return [(bound, sum(value <= bound for value in values)) for bound in BOUNDS]


@given(samples, shares)
def test_a_quantile_is_in_the_bucket_of_the_true_one(values: list[float], q: float) -> None:
    true = sorted(values)[max(1, math.ceil(q * len(values))) - 1]
    upper = next(bound for bound in BOUNDS if true <= bound)
    lower = max([0.0, *(bound for bound in BOUNDS if bound < upper)])
    found = quantile(buckets_of(values), q)
    assert found is not None
    assert lower <= found <= (10 if math.isinf(upper) else upper) * (1 + 1e-9)


@given(samples, st.lists(shares, min_size=2, max_size=5))
def test_a_higher_quantile_is_never_lower(values: list[float], wanted: list[float]) -> None:
    found = [quantile(buckets_of(values), q) or 0 for q in sorted(wanted)]
    assert all(low <= high * (1 + 1e-9) for low, high in pairwise(found))


def test_within_a_bucket_a_quantile_is_interpolated() -> None:
    buckets = [(10.0, 10.0), (20.0, 30.0), (math.inf, 30.0)]
    assert quantile(buckets, 1 / 3) == pytest.approx(10)
    assert quantile(buckets, 2 / 3) == pytest.approx(15)
    assert quantile(buckets, 0.1) == pytest.approx(3)
    assert quantile([(10.0, 0.0), (math.inf, 4.0)], 0.5) == 10  # beyond the last bound, that bound is given
    assert quantile([(10.0, 0.0), (math.inf, 0.0)], 0.5) is None
    assert quantile([], 0.5) is None


@given(counters, counters)
def test_the_increase_of_counters_is_what_they_grew_by(before: dict[str, int], growth: dict[str, int]) -> None:
    after = {series: before.get(series, 0) + growth.get(series, 0) for series in before | growth}
    assert increase(before, after) == {series: growth.get(series, 0) for series in after}


@given(counters, counters)
def test_after_a_restart_every_counter_starts_from_zero(before: dict[str, int], after: dict[str, int]) -> None:
    restarted = {"requests": 5, **before}
    assert increase(restarted, {"requests": 4, **after}) == {"requests": 4, **after}
    assert increase(restarted, after) == after  # a counter that vanished


def test_traffic_leaves_out_health_checks_and_metrics() -> None:
    growth = {
        'http_requests_total{method="GET",route="/me",status="200"}': 5,
        'http_requests_total{method="GET",route="/me",status="404"}': 1,
        'http_requests_total{method="GET",route="/me",status="503"}': 2,
        'http_requests_total{method="GET",route="/ready",status="503"}': 100,
        'http_request_seconds_bucket{le="0.1",method="GET",route="/me"}': 8,
        'http_request_seconds_bucket{le="+Inf",method="GET",route="/me"}': 8,
        'http_request_seconds_bucket{le="0.1",method="GET",route="/metrics"}': 0,
        'http_request_seconds_bucket{le="+Inf",method="GET",route="/metrics"}': 100,
        'client_errors_total{kind="error"}': 3,
        "client_loads_total": 4,
    }
    traffic = Traffic.of(growth, seconds=30)
    assert (traffic.requests, traffic.failed, traffic.failed_share) == (8, 2, 0.25)
    assert traffic.per_minute(traffic.requests) == 16
    assert traffic.quantile(0.5) == pytest.approx(0.05)
    assert (traffic.page_errors, traffic.page_loads) == (3, 4)
    assert Traffic.of({}, 30).failed_share is None  # no requests, so no share


def test_recent_traffic_covers_the_last_minute_and_survives_a_restart() -> None:
    lately, series = Lately(), 'http_requests_total{route="/me",status="200"}'
    assert lately.add(0, {series: 100}) is None  # nothing to compare with yet
    found = [lately.add(at, {series: 100.0 + at}) for at in range(10, 200, 10)]
    assert found[-1] == Traffic(60, 60)
    assert lately.add(200, {series: 7}) == Traffic(60, 57)
    quiet = [lately.add(at, {series: 7}) for at in range(210, 280, 10)]
    assert quiet[-1] == Traffic(60, 0)


@given(st.dictionaries(st.sampled_from(["route", "status", "le"]), st.text(max_size=20)), st.floats(0, 1e12))
def test_prometheus_text_is_read_back_as_it_was_written(labels: dict[str, str], value: float) -> None:
    family = Family("seen_total", "counter", "Seen")
    family.add(value, **labels)
    family.add(None, status="never known")
    text = write([family])
    [(series, found)] = read(text, ("seen_total",)).items()
    assert (dict(labels_of(series)), found) == (labels, value)
    [official] = text_string_to_metric_families(text)
    assert [(dict(sample.labels), sample.value) for sample in official.samples] == [(labels, value)]


def test_malformed_answers_do_not_break_the_monitor() -> None:
    assert counters_in(404, b"http_requests_total 1") is None
    assert counters_in(200, b"http_requests_total many") is None
    assert counters_in(200, b"\xff\xfe") is None
    assert [reason_in(body) for body in (b"", b"[]", b'"ok"', b'{"status": "ok"}', b'{"error": 5}')] == [""] * 5
    assert reason_in(b'{"dependencies": {"a": "available", "b": "not migrated"}}') == "b is not migrated"
    assert reason_in(b'{"error": {"message": "The disk is full."}}') == "The disk is full."


def process(name: str, state: str) -> Process:
    return Process(name, "api", state, 1, None, None, None, 0)


def test_a_condition_says_since_when_it_holds_and_when_the_service_was_last_seen() -> None:
    answer = Answer(ready=True, degraded=False, reason="", seconds=0.01, counters=None)
    ready = of_service(answer, [process("api-1", "running")])
    away = of_service(NoAnswer("nothing listens there"), [])
    first = following(None, ready, 10)
    assert first == Condition("ready", "", since=10, last_seen=10)
    assert following(first, ready, 20) == Condition("ready", "", since=10, last_seen=20)
    gone = following(following(first, away, 30), away, 40)
    assert gone == Condition("unreachable", "nothing listens there", since=30, last_seen=10)
    assert following(gone, ready, 50) == Condition("ready", "", since=50, last_seen=50)
    assert following(None, away, 5).last_seen is None


def test_a_service_is_degraded_if_one_of_its_processes_is_down() -> None:
    answer = Answer(ready=True, degraded=False, reason="", seconds=0.01, counters=None)
    found = of_service(answer, [process("api-1", "running"), process("api-2", "stopped")])
    assert (found.word, found.reason, found.up) == ("degraded", "api-2 is stopped", True)
    not_ready = of_service(Answer(False, True, "storage is unavailable", 0.01, None), [process("api-1", "running")])
    assert (not_ready.word, not_ready.up) == ("not ready", False)


@pytest.mark.parametrize(("found", "word"), [(0, "unreachable"), (1, "degraded"), (2, "ready"), (None, "unknown")])
def test_workers_are_judged_by_how_many_report(found: int | None, word: str) -> None:
    workers = [Worker(f"worker-{number}", 0, 1.0) for number in range(found or 0)]
    figures = NoAnswer("away") if found is None else Figures({}, 0, 0, 0, 0, workers, 1, [])
    assert of_workers(figures, 2, []).word == word
    assert found != 0 or of_workers(figures, 0, []).word == "ready"  # no workers are wanted, so none are missing


@given(st.integers(1, 20), st.integers(1, 60))
def test_history_keeps_only_the_newest_points(length: int, added: int) -> None:
    history = History(length)
    for at in range(added):
        history.add(Point(at, {"depth": float(at), **({"late": 1.0} if at > 5 else {})}))
    series = history.after(-1)
    assert series.at == list(range(max(0, added - length), added))
    assert series.values["depth"] == series.at
    assert all(
        len(values) == len(series.at) for values in series.values.values()
    )  # an unknown value leaves a gap and shifts nothing
    assert history.after(added - 2).at == [added - 1]


@given(st.lists(st.floats(0, 5), min_size=1, max_size=9))
def test_cpu_use_is_measured_between_two_looks_at_the_same_process(spent: list[float]) -> None:
    totals = list(accumulate(spent))
    looks = [Usage(7, 2.0 * number, total, 1, 0.0) for number, total in enumerate(totals)]
    for before, after, more in zip(looks, looks[1:], spent[1:], strict=False):
        assert cpu_between(before, after) == pytest.approx(more / 2)
    assert cpu_between(None, looks[0]) is None
    assert cpu_between(looks[0], Usage(8, 9.0, 99.0, 1, 0.0)) is None
