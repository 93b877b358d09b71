"""`countersign run` as a whole, from the command to the decision, on a stack that it starts and stops itself: `smoke`,
all fair-weather checks (nothing `destructive`), and all failure checks. The cost of Robot Framework, evidence and
dossier: the fair-weather run compared with the same experiments called from plain Python, both including start and
stop of the stack. The processor time of importing the libraries, in a process that has Robot loaded already. The
history checker judges a synthetic history of a million events, with mishaps of every kind."""

import gc
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from keywords.basics.folders import REPOSITORY
from keywords.history.judging import Records, judge
from keywords.safety import ledger
from tests.bench.figures import Measured
from tests.keywords.history.histories import RULES, many

COUNTERSIGN = [sys.executable, "-m", "keywords.commands.countersign"]
PLAIN = """
import sys
from keywords import environments, experiments
from keywords.cleaning import cleaner
from keywords.running import checks
from keywords.running.run import Run
chosen = [test for test in checks.read(sys.argv[1:]).all_tests if "destructive" not in test.tags]
names = dict.fromkeys(name for test in chosen for name in checks.experiments_of(test))
run = Run(environments.load(), experiments.catalogue())
world = run.make_ready()
for name in names:
    run.scheduler.record_of(name, world)
cleaner.end(run.ledger, run.worlds)
"""
IMPORTS = """
import sys, time
from importlib import import_module
import robot.libraries.BuiltIn, robot.run
began = time.process_time()
for library in sys.argv[1:]:
    import_module(f"keywords.libraries.{library}")
print(time.process_time() - began)
"""
LIBRARIES = [file.stem for file in (REPOSITORY / "keywords" / "libraries").glob("*.py") if file.stem != "__init__"]
FAIR = ("--exclude", "destructive")
FAILURES = ("--include", "destructive")
FEW = "suites/phase_9/08_functional_criteria.robot"
HOLD = 2


def measure(quick: bool) -> Measured:
    measured, chosen = Measured(), [FEW] if quick else ["suites"]
    imports = [_imported() for _ in range(3 if quick else 10)]
    measured.add("importing the libraries, processor time", "s", imports, "<= 0.5 s")
    smoke = [_run("--include", "smoke") for _ in range(1 if quick else 3)]
    measured.add("smoke, until the decision", "s", smoke, "<= 30 s")
    plain, fair = _timed([sys.executable, "-c", PLAIN, *chosen], 0), _run(*FAIR, *chosen)
    measured.add("all fair-weather checks, until the decision", "s", [fair], "<= 90 s")
    measured.add("the same experiments in plain Python", "s", [plain])
    measured.add("Robot, evidence and dossier against plain Python", "ratio", [fair / plain], "<= 1.15 ratio")
    if not quick:
        measured.add("all failure checks, until the decision", "s", [_run(*FAILURES)], "<= 120 s")
    records = many(10_000 if quick else 1_000_000)
    measured.add(f"judging a history of {len(records.events):,} events", "s", [_judged(records)], "<= 10 s")
    return measured


def _run(*words: str) -> float:
    with tempfile.TemporaryDirectory() as results:
        return _timed([*COUNTERSIGN, "run", "--results", results, *words], HOLD)


def _imported() -> float:
    command = [sys.executable, "-c", IMPORTS, *LIBRARIES]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _timed(command: list[str], status: int) -> float:
    with tempfile.TemporaryDirectory() as state:
        began = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=REPOSITORY,
            env={**os.environ, ledger.VARIABLE: str(Path(state))},
            check=False,
            capture_output=True,
            text=True,
        )
        took = time.perf_counter() - began
    assert done.returncode == status, (done.stdout + done.stderr)[-3000:]
    return took


def _judged(records: Records) -> float:
    gc.collect()
    began = time.perf_counter()
    history = judge(records, RULES)
    took = time.perf_counter() - began
    assert history.holds, history.explain()
    return took
