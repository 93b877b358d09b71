"""Workers that stop and crash: which worker is the busiest, and what the waits between restarts show."""

from collections import deque
from typing import cast

from keywords.experiments.failures.restarts import busiest, crash_before_started, delays
from keywords.faults.job_lock import ClaimedJob
from keywords.faults.respawns import KilledProcess, Respawns


def test_the_busiest_worker_has_the_most_jobs() -> None:
    jobs = [ClaimedJob("1", "parsing", "w-1"), ClaimedJob("2", "embedding", "w-2"), ClaimedJob("3", "embedding", "w-2")]
    assert [job.job_id for job in busiest(jobs)] == ["2", "3"]
    assert busiest([]) == []


def test_a_wait_counts_only_after_a_process_that_had_not_started() -> None:
    shorter = [KilledProcess(0, 9, 9), KilledProcess(9, 9.2, 9.3), KilledProcess(10.2, 10.3, 10.3)]
    assert delays(shorter, [9, 10.2, 12.3]) == [1.0, 2.0]
    survived = [*shorter, KilledProcess(12.3, 14, 14), KilledProcess(14, 14.1, 14.1)]
    assert delays(survived, [9, 10.2, 12.3, 14, 15.1]) == [1.0], "the series begins anew after one that had started"
    assert delays([*shorter, KilledProcess(12.3, 13, 13.2)], [9, 10.2, 12.3, 16]) == [], "it may have started"
    assert delays(shorter, [9, 10.2]) == [1.0], "the last one never came"


def test_a_worker_is_killed_until_three_in_a_row_had_not_started() -> None:
    def crashing(*lives: float) -> int:
        going = deque(lives)

        class Family:
            def wait_for(self, _name: str) -> bool:
                return bool(going)

            def kill(self, _name: str) -> KilledProcess:
                return KilledProcess(0, 0, going.popleft())

        return len(crash_before_started(cast(Respawns, Family())))

    assert crashing(60, 0.2, 0.2, 0.2, 0.2) == 4
    assert crashing(0.2, 0.2, 0.2, 0.2) == 3
    assert crashing(60, 0.2, 2, 0.2, 0.2, 0.9, 0.2, 0.2, 0.2, 0.2) == 9
    assert crashing(*[60] * 20) == 10, "but no more than ten times"
    assert crashing(60, 0.2) == 2, "nor once no further process comes"
