"""The benchmark's instruments: the plain copy, the corpus, memory, the machine."""

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

import psutil

from keywords.basics.waiting import eventually
from pipeline.simulators.vectors import embed
from tests.bench import machine
from tests.bench.corpus import CHUNKS_PER_DOCUMENT, passage
from tests.bench.memory import Named, Watched
from tests.bench.plain_copy import plain_copy_seconds


def test_the_plain_copy_moves_every_byte() -> None:
    assert plain_copy_seconds([b"x" * 1_000_000, b"y" * 10]) > 0


def test_a_passage_is_the_same_in_every_process() -> None:
    with ProcessPoolExecutor(1) as pool:
        assert pool.submit(passage, 4711).result() == passage(4711)


def test_a_passage_is_among_the_nearest_to_its_questions() -> None:
    passages = [passage(number) for number in range(3 * CHUNKS_PER_DOCUMENT)]
    vectors = [embed(each.text, 1536) for each in passages]
    for number, each in enumerate(passages):
        for question in (each.question, each.bare):
            asked = embed(question, 1536)
            nearness = [sum(a * b for a, b in zip(asked, vector, strict=True)) for vector in vectors]
            assert nearness[number] in sorted(nearness)[-5:]


HOLDING = """
input(); held = b"x" * 80_000_000; print(flush=True)
input(); del held; print(flush=True)
input()
"""


def test_growth_is_the_peak_even_if_the_memory_was_freed() -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDING], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        listings: list[Named] = []

        def listed() -> Named:
            listings.append([(psutil.Process(process.pid), "child"), (psutil.Process(), "itself")])
            return listings[-1]

        with Watched(listed) as watched:
            step(process)
            eventually(watched.growth, lambda grown: grown["child"] > 70_000_000, "the growth to show", 20)
            step(process)
            so_far = len(listings)
            eventually(lambda: len(listings), lambda seen: seen > so_far + 1, "a sample of the smaller process", 20)
            assert 70_000_000 < watched.growth()["child"] < 110_000_000
        process.communicate(b"\n")
    assert watched.growth()["itself"] < 30_000_000


def step(process: "subprocess.Popen[bytes]") -> None:
    """Let the child take its next step, and wait until it is done."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"\n")
    process.stdin.flush()
    process.stdout.readline()


def test_the_machine_is_described_with_its_versions() -> None:
    found = machine.describe()
    assert "cores" in found["CPU"]
    assert found["PostgreSQL"][0].isdigit()
    assert found["pgvector"][0].isdigit()
