"""The steps of kills and errors that strike again and again, and what they show."""

from datetime import timedelta

from robot.api.deco import keyword, library

from keywords.basics.errors import SpecError
from keywords.experiments.failures.kills import (
    cancel_in_each_stage,
    kill_at_random,
    kill_in_each_stage,
    observe_begun_again,
    observe_kills,
    observe_rescued,
    observe_retried,
    observe_unexplained,
    paid_calls,
)
from keywords.figures.kill_figures import Kill
from keywords.libraries.outages import OfAnOutage
from keywords.running.catalogue import informs
from keywords.running.in_robot import notes
from keywords.running.run import Run

TO_REPEAT = informs("kills", "it names the processes, so that a person can repeat the series")


@library(scope="GLOBAL")
class kills(OfAnOutage):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in `resources/experiments/`. One kill is `Kill Service`."""

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(run)
        self._kills: list[Kill] = []

    # What is done

    @keyword
    def kill_a_worker_in_each_stage(self) -> None:
        """Kill the worker whose job has just entered a stage, in each of them. The database must be slow enough."""
        kill_in_each_stage(self.outage)

    @keyword
    def cancel_a_statement_in_each_stage(self) -> None:
        """Let the database cancel a statement of the worker whose job has just entered a stage, in each of them."""
        cancel_in_each_stage(self.outage)

    @keyword
    def kill_at_random(self, times: int, *, documents: int, pause: timedelta) -> None:
        """Kill services at random moments until users have sent so many documents.

        A pause between two kills is at most as long as this one. The seed of the run decides which process, and when.

        | Kill At Random | 10 | documents=60 | pause=500 ms |
        """
        self._kills = kill_at_random(self.outage, self.run.world.seed, times, documents, pause.total_seconds())

    @keyword
    def get_paid_calls(self) -> dict[str, int]:
        """How many paid calls each provider has answered so far.

        | ${before} = | Get Paid Calls |
        """
        return paid_calls(self.world)

    # What it showed

    @keyword
    @notes("stages recovered from a killed worker")
    def note_the_stages_recovered_from_a_kill(self) -> None:
        """Note in which stages every job of a killed worker was done in the end."""
        observe_rescued(self.record, self.world.environment.stages)

    @keyword
    @notes("stages recovered from an error")
    def note_the_stages_recovered_from_an_error(self) -> None:
        """Note which stages were done after an error in them."""
        observe_retried(self.record, self.world.environment.stages)

    @keyword
    @notes("completed stages begun again")
    def note_the_stages_begun_again(self) -> None:
        """Note which stages were begun again although they were done."""
        observe_begun_again(self.record)

    @keyword
    @notes("unexplained paid calls")
    def note_the_unexplained_paid_calls(self, before: dict[str, int]) -> None:
        """Note how many of the paid calls since then no document, question or kill explains.

        | Note The Unexplained Paid Calls | ${before} |
        """
        now = paid_calls(self.world)
        observe_unexplained(self.record, {name: number - before[name] for name, number in now.items()})

    @keyword
    @notes(TO_REPEAT)
    def show_the_kills(self) -> None:
        """Say what was killed, and when. Inconclusive if no user noticed it."""
        if not self._kills:
            raise SpecError("nothing was killed; `Kill At Random` comes first")
        observe_kills(self.record, self._kills, self.run.world.seed)
