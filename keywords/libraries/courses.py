"""Draws the course of each experiment in Robot's log once, and says for every later row where it is drawn."""

from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup
from robot.api import logger

from keywords.dossier import plots, timelines
from keywords.evidence.model import Evidence, Observation, now, short
from keywords.evidence.saying import in_how_many
from keywords.libraries.steps import tell
from keywords.running.run import Run

JUMP = Markup('<a href="#{0}" onclick="makeElementVisible(\'{0}\')">{1}</a>')  # opens the place, which may be closed
ROW = Markup('<tr><td style="padding-right: 2em">{}</td><td style="padding-right: 2em">{}</td><td>{}</td></tr>')
TABLE = Markup("<b>Observed</b><table>{}</table>")
LINK = Markup('<a href="{0}">{0}</a>')


class Courses:
    """The experiments whose course is in the log, each with a link to the row that shows it."""

    def __init__(self) -> None:
        self._shown: dict[str, Markup] = {}

    def show(self, run: Run, experiment: str) -> None:
        """Show what was done, also if the experiment broke off. It may have run before, or beside other checks."""
        record, check = run.scheduler.records.get(experiment), run.recorder.check
        if record is None or check is None or run.scheduler.over.is_set():
            return
        evidence = LINK.format(record.path(Path()).as_posix())
        if record.id in self._shown:
            logger.info(Markup("Seen in: {}; {}").format(self._shown[record.id], evidence), html=True)
            return
        self._shown[record.id] = JUMP.format(run.recorder.place, check.name)
        says = " ".join(run.catalogue.find(experiment).says.split())
        logger.info(Markup("{}<br>{} {}").format(says, when(record), evidence), html=True)
        if record.timeline:
            logger.info(timelines.draw(record.timeline), html=True)
        tell(record.steps)
        if record.observations:
            logger.info(observed(record.observations), html=True)


def observed(observations: Iterable[Observation]) -> Markup:
    """Everything that an experiment saw, as a table: rows judge some of it."""
    rows = [ROW.format(seen.name, value(seen), in_how_many(seen)) for seen in observations]
    return TABLE.format(Markup().join(rows))


def value(seen: Observation) -> str:
    number = seen.value if isinstance(seen.value, (str, bool)) else f"{seen.value:.6g}"
    return short(f"{number} {seen.unit}".strip())


def show_samples(seen: Observation, expected: str) -> None:
    """Draw the samples of a figure and its limit, if there is something to draw."""
    if drawn := plots.plot(seen, expected):
        logger.info(Markup("{}<br>{}").format(drawn.svg, drawn.caption), html=True)


def when(record: Evidence) -> str:
    """When and where an experiment was made, in words."""
    took = ((record.finished or now()) - record.started).total_seconds()
    on = ", ".join(each.stack for each in record.made_on)
    return f"It began at {record.started.astimezone():%H:%M:%S} and took {took:.3g} s{f', on {on}' if on else ''}."
