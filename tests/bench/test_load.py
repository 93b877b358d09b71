"""The load generator keeps its due times, times each answer from them, and reports its own delays."""

import asyncio
import time

import pytest

from tests.bench.load import Load, flat_out, paced


async def test_a_slow_answer_does_not_delay_the_requests_after_it() -> None:
    release, sent = asyncio.Event(), []

    async def send(number: int) -> None:
        sent.append(number)
        if len(sent) == 10:
            release.set()
        await release.wait()  # no answer before all requests are sent

    load = await asyncio.wait_for(paced(send, 200, 0.05), 30)
    assert sent == [*range(10)]
    assert len(load.answered) == 10
    assert max(load.answered) >= 0.04  # the first answer waited until the last request was due


async def test_an_answer_is_timed_from_when_its_request_was_due() -> None:
    async def send(number: int) -> None:
        if number == 0:
            time.sleep(0.2)  # noqa: ASYNC251 (this holds up the generator itself)

    load = await paced(send, 100, 0.1)
    assert load.answered[1] > 0.15
    assert load.late[1] > 0.15
    assert "the generator itself sent" in (load.bottleneck("status") or "")


async def test_flat_out_keeps_four_requests_under_way_and_sends_each_once() -> None:
    under_way, most, sent = 0, 0, []

    async def send(number: int) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        sent.append(number)
        under_way -= 1

    load = await flat_out(send, 4, count=50)
    assert sorted(sent) == [*range(50)]
    assert most == 4
    assert load.rate == pytest.approx(50 / load.seconds)


async def test_flat_out_ends_when_the_time_is_up() -> None:
    async def send(_number: int) -> None:
        await asyncio.sleep(0.001)

    load = await asyncio.wait_for(flat_out(send, 2, seconds=0.1), 30)
    assert load.seconds >= 0.1
    assert load.answered


async def test_a_wrong_answer_ends_the_load() -> None:
    async def send(number: int) -> None:
        assert number < 3, "answered 500"

    with pytest.raises(AssertionError, match="answered 500"):
        await flat_out(send, 1, count=10)
    with pytest.raises(ExceptionGroup) as caught:
        await paced(send, 1000, 0.01)
    assert caught.group_contains(AssertionError, match="answered 500")


@pytest.mark.parametrize(
    ("late", "cpu", "remark"),
    [
        ((0.0,) * 100, 1.0, None),
        ((0.0,) * 99 + (0.02,), 1.0, None),
        ((0.0,) * 97 + (0.02,) * 3, 1.0, "late (p99"),
        ((0.0,) * 100, 9.5, "used a whole core"),
    ],
)
def test_the_generator_reports_when_it_was_the_bottleneck(
    late: tuple[float, ...], cpu: float, remark: str | None
) -> None:
    found = Load((0.01,) * 100, late, 10.0, cpu).bottleneck("status")
    assert (found is None) if remark is None else (remark in (found or ""))
