"""A robot carries out the experiments that its run asks for. It is a copy of `robot_original`, or this program."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

from robot.errors import ExecutionFailed
from robot.libraries.BuiltIn import BuiltIn
from robot.running import TestSuite

from keywords.basics.secrets import masked
from keywords.cleaning import cleaner
from keywords.evidence.model import Evidence
from keywords.evidence.recorder import page
from keywords.libraries.base import HANDED, IS_ROBOT, RECORDING, SERVICE
from keywords.running.catalogue import Catalogue
from keywords.running.robots import MODULE, Charter, Done, Order, portable
from keywords.running.run import Run
from keywords.stacks.beside import Beside
from keywords.stacks.opening import joined

ROBOTS = "keywords.libraries.robots"
NO_FILES = dict.fromkeys(("output", "log", "report"))  # the record of an experiment holds all of it
LOOK_SECONDS = 0.5  # between two looks whether the run still lives


class Service:
    """What a robot does for its run: it hears an order, carries it out, and says what was observed."""

    def __init__(self, line: "Connection[Any, Any]") -> None:
        self.line = line
        charter: Charter = line.recv()
        known = Catalogue(charter.figures)
        self.run = Run(charter.environment, known, results=charter.results, name=charter.run, watched=False)
        stack = joined(charter.environment, self.run.ledger, charter.where, charter.settings)
        self.run.make_ready(charter.seed, stack).beside = Beside(stack, f"robot-{os.getpid()}-")

    def carry_out_orders(self) -> None:
        """Until the run has no more of them, or has ended."""
        with suppress(EOFError):
            while order := self.line.recv():
                with self._ending_with_the_run():
                    done = self._carry_out(order)
                self.line.send(done)
        self._end()

    def _carry_out(self, order: Order) -> Done:
        records, error = list[Evidence](), None
        self.run.raised = None
        try:
            with self.run.recorder.experiment(order.name, order.inputs, order.observes):
                records.append(page().record)
                self._run(order)
        except Exception as raised:
            error = portable(raised)
        return Done(Evidence.model_validate(masked(records[0].model_dump())), error)

    def _run(self, order: Order) -> None:
        """Run the user keyword. What a keyword of ours raised is raised again; Robot has only kept its message."""
        cause: Exception | None = None
        try:
            BuiltIn().import_resource(order.file.replace("\\", "/"))
            BuiltIn().run_keyword(order.keyword)
        except ExecutionFailed as failed:
            raised = self.run.raised
            known = raised is not None and str(raised) in str(failed)
            cause = raised if known else AssertionError(str(failed))
        trouble = self.run.scene.close(cause)
        if cause is not None:
            raise cause
        if trouble:
            raise AssertionError(trouble)

    @contextmanager
    def _ending_with_the_run(self) -> Iterator[None]:
        """If the run ends during the block, heal what is broken, and end too."""
        over = threading.Event()

        def watch() -> None:
            while not over.is_set():
                if self.line.poll(LOOK_SECONDS) and not over.is_set():
                    self._end()
                    os._exit(0)

        watching = threading.Thread(target=watch, name="the run", daemon=True)
        watching.start()
        try:
            yield
        finally:
            over.set()
            watching.join()

    def _end(self) -> None:
        left = cleaner.end(self.run.ledger, self.run.worlds).sentences
        with suppress(OSError):
            self.line.send(left)


def get_variables(descriptor: str) -> dict[str, Any]:
    """The global variables of this process, for Robot: the run that its libraries work for."""
    service = Service(Connection(int(descriptor)))
    return {SERVICE[2:-1]: service, HANDED[2:-1]: service.run}


def suite() -> TestSuite:
    """The suite that a robot runs."""
    made = TestSuite("Experiments")
    for each in (RECORDING, ROBOTS):
        made.resource.imports.library(each)
    made.tests.create("Experiments").body.create_keyword("Carry Out Orders")
    return made


def work(descriptor: int) -> None:
    """Be a robot, whose line to the run is this one."""
    given = f"{MODULE}:{descriptor}"
    suite().run(**NO_FILES, console="quiet", variable=f"{IS_ROBOT[2:-1]}:yes", variablefile=given)


if __name__ == "__main__":
    work(int(sys.argv[1]))
