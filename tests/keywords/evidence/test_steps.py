"""Steps: what was done, nested, folded, masked, and on disk while it happens."""

import json
import threading
from pathlib import Path

import pytest

from keywords.basics.errors import Inconclusive
from keywords.basics.secrets import MASK, remember
from keywords.evidence.course import MOST, REST, Course, unfinished
from keywords.evidence.model import Evidence, Step, load_all
from keywords.evidence.recorder import Recorder
from keywords.evidence.steps import step

SECRET = "a-secret-that-nobody-may-read"


class Person:
    @step("Upload a document", "{name}", saw=lambda job: f"job {job}")
    def upload(self, name: str, *, job: int = 7) -> int:
        with step("Send the bytes"):
            return job


def experiment(results: Path | None, *works: object, error: type[Exception] | None = None) -> Evidence:
    """The record of an experiment that calls these works, and then perhaps breaks off."""
    recorder = Recorder(results)
    try:
        with recorder.experiment("made", {}) as record:
            for work in works:
                work()  # type: ignore[operator]
            if error:
                raise error("broken off")
    except (Inconclusive, AssertionError):
        pass
    return record


def names(steps: list[Step]) -> list[str]:
    return [str(each) for each in steps]


def test_steps_are_nested_in_order_with_their_arguments_and_what_they_saw() -> None:
    def sign_in() -> None:
        with step("Sign in", "jo") as done:
            done.saw("a token")

    record = experiment(None, sign_in, lambda: Person().upload("a.pdf"))
    signed_in, uploaded = record.steps
    assert (signed_in.name, signed_in.args, signed_in.seen) == ("Sign in", ["jo"], ["a token"])
    assert (uploaded.args, uploaded.seen, uploaded.outcome) == (["a.pdf"], ["job 7"], "done")
    assert names(uploaded.steps) == ["Send the bytes"]
    assert uploaded.seconds >= uploaded.steps[0].seconds


@pytest.mark.parametrize(
    ("error", "outcome"), [(AssertionError, "failed"), (OSError, "failed"), (Inconclusive, "inconclusive")]
)
def test_a_step_that_does_not_succeed_says_why(error: type[Exception], outcome: str) -> None:
    def work() -> None:
        with step("Stop a service", "worker"):
            raise error("it does not stop")

    with pytest.raises((error, Inconclusive)), Recorder().experiment("made", {}) as record:
        work()
    assert [(each.outcome, each.seen) for each in record.steps] == [(outcome, ["it does not stop"])]


def test_many_equal_steps_become_one_that_keeps_the_first_and_the_last() -> None:
    record = experiment(None, *[lambda n=n: Person().upload(f"{n}.pdf", job=n) for n in range(60)])
    (uploads,) = record.steps
    assert (str(uploads), uploads.times) == ("Upload a document, 60 times", 60)
    assert uploads.args == ["0.pdf", "…", "59.pdf"]
    assert {"job 0", "job 59"} < set(uploads.seen)
    assert names(uploads.steps) == ["Send the bytes"]
    assert len(record.model_dump_json()) < 3000


def test_three_equal_steps_and_one_that_failed_stay_apart() -> None:
    course = Course()
    for outcome in ("done", "done", "done", "failed", "done"):
        course.begin("Search")
        course.end(outcome, [outcome])
    assert [(each.times, each.outcome) for each in course.steps] == [
        (1, "done"),
        (1, "done"),
        (1, "done"),
        (1, "failed"),
        (1, "done"),
    ]


def test_two_steps_that_take_turns_become_one_with_both_in_it() -> None:
    course = Course()
    course.begin("Sign in")
    course.end()
    for number in range(20):
        for name in ("Upload a document", "Wait for the end of a job"):
            course.begin(name, [f"{number}.pdf"])
            course.end()
    signed_in, rounds = course.steps
    assert (signed_in.name, str(rounds)) == (
        "Sign in",
        "Upload a document and Wait for the end of a job, 20 times",
    )
    assert names(rounds.steps) == ["Upload a document, 20 times", "Wait for the end of a job, 20 times"]
    assert [step.args for step in rounds.steps] == [["0.pdf", "…", "19.pdf"]] * 2


def test_a_new_part_keeps_its_steps_apart_from_those_before() -> None:
    course = Course()
    for _ in range(2):
        course.part()
        for name in ("Ask the agent", "Search"):
            course.begin(name)
            course.end()
    course.part()
    done = len(course.steps)
    for _ in range(6):
        course.begin("Search")
        course.end()
    assert names(course.steps[done:]) == ["Search, 6 times"]
    assert names(course.steps[:done]) == ["Ask the agent", "Search"] * 2


def test_steps_that_are_called_by_what_they_are_about_stay_apart() -> None:
    course = Course()
    course.called("nothing is under way")
    for number in range(6):
        course.begin("Moment", [f"moment {number}", "Do Something"])
        course.called(f"moment {number}", ["Do Something"])
        course.end()
    assert [(each.name, each.args) for each in course.steps] == [(f"moment {n}", ["Do Something"]) for n in range(6)]


def test_what_comes_after_the_most_that_are_shown_is_counted_in_one_that_keeps_a_failure() -> None:
    course = Course()
    for number in range(300):
        course.begin(("Search", "Ask the agent", "Upload a document")[number % 3])
        course.end("failed" if number == 290 else "done", [f"answer {number}"])
    assert len(course.steps) == MOST + 1
    rest = course.steps[-1]
    assert (rest.name, rest.times, rest.outcome) == (REST, 300 - MOST, "failed")
    assert len(rest.seen) < 10


def test_a_secret_in_a_step_is_masked_in_the_record_and_on_disk(tmp_path: Path) -> None:
    remember([SECRET])

    def work() -> None:
        with step("Open", f"https://here/{SECRET}") as done:
            done.saw(f"token {SECRET}")
            done.saw("line one\nline two")

    record = experiment(tmp_path, work)
    (kept,) = load_all(tmp_path)
    text = (tmp_path / "evidence/experiment/made.steps.jsonl").read_text(encoding="utf-8")
    for where in (record.model_dump_json(), kept.model_dump_json(), text):
        assert SECRET not in where
        assert MASK in where


def test_a_killed_run_leaves_the_steps_that_were_begun(tmp_path: Path) -> None:
    """Nothing is written at the end: each line is there as soon as its step begins or ends."""
    file = tmp_path / "evidence/experiment/made.steps.jsonl"
    with Recorder(tmp_path).experiment("made", {}), step("Stop a service", "worker"):
        Person().upload("a.pdf")
        with step("Wait for the end of a job"):
            lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    begun = [(line["name"], line["depth"]) for line in lines if "begun" in line]
    ended = [(line["name"], line["seen"]) for line in lines if "ended" in line]
    assert begun == [
        ("Stop a service", 1),
        ("Upload a document", 2),
        ("Send the bytes", 3),
        ("Wait for the end of a job", 2),
    ]
    assert ended == [("Send the bytes", []), ("Upload a document", ["job 7"])]
    assert unfinished(tmp_path) == []
    (tmp_path / "evidence/experiment/made.json").unlink()
    with file.open("a", encoding="utf-8") as torn:
        torn.write('{"begun": "2026-11-')  # torn
    where = "evidence/experiment/made.steps.jsonl"
    last = "Wait for the end of a job"
    assert unfinished(tmp_path) == [f"An experiment did not end; the last step that it began was {last!r} ({where})."]


def test_once_the_dossier_is_being_built_nothing_is_added(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)
    with recorder.experiment("made", {}):
        Person().upload("a.pdf")
        recorder.closed = True
        Person().upload("b.pdf")
    assert load_all(tmp_path) == []
    assert "b.pdf" not in (tmp_path / "evidence/experiment/made.steps.jsonl").read_text(encoding="utf-8")


def test_equal_steps_without_end_are_not_written_one_by_one_but_a_failure_is(tmp_path: Path) -> None:
    def fail() -> None:
        with pytest.raises(OSError, match="gone"), step("Upload a document", "last.pdf"):
            raise OSError("gone")

    experiment(tmp_path, *[lambda n=n: Person().upload(f"{n}.pdf") for n in range(500)], fail)
    lines = (tmp_path / "evidence/experiment/made.steps.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 30
    assert json.loads(lines[-1])["seen"] == ["gone"]


def test_a_second_attempt_begins_its_file_anew(tmp_path: Path) -> None:
    for number in range(2):
        experiment(tmp_path, lambda n=number: Person().upload(f"{n}.pdf"))
    text = (tmp_path / "evidence/experiment/made.steps.jsonl").read_text(encoding="utf-8")
    assert "1.pdf" in text
    assert "0.pdf" not in text


def test_without_a_record_under_way_a_step_is_none_and_its_work_is_done() -> None:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(Person().upload("a.pdf")))
    with Recorder().experiment("made", {}) as record:  # of this thread only
        thread.start()
        thread.join()
    assert (found, record.steps) == ([7], [])
    assert Person().upload("a.pdf") == 7


def test_experiments_in_two_threads_do_not_mix_their_steps() -> None:
    meeting, records = threading.Barrier(2, timeout=20), dict[str, Evidence]()

    def work(name: str) -> None:
        with Recorder().experiment(name, {}) as records[name], step(f"Begin {name}"):
            meeting.wait()
            with step(f"Go on with {name}"):
                meeting.wait()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, record in records.items():
        assert names(record.steps) == [f"Begin {name}"]
        assert names(record.steps[0].steps) == [f"Go on with {name}"]
