"""The template of rows: `experiment | figure | operator | limit`."""

from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn

from keywords.basics.errors import Inconclusive
from keywords.basics.quantities import OPERATORS, QuantityError, nearest
from keywords.checklists.bounds import problem_of_limit
from keywords.evidence.disturbance import doubt
from keywords.libraries.base import Library
from keywords.libraries.courses import Courses, show_samples
from keywords.running.run import Run
from keywords.running.scheduler import observation
from keywords.running.setters import set_by
from keywords.running.strictness import REQUIRED, limit_of, problem_of_row


class ExperimentName(str):
    """The name of a known experiment."""

    @classmethod
    def convert(cls, value: str, rows: Library) -> "ExperimentName":
        rows.run.catalogue.find(value)
        return cls(value)


class FigureName(str):
    """The name of a figure that some experiment observes."""

    @classmethod
    def convert(cls, value: str, rows: Library) -> "FigureName":
        observed = rows.run.catalogue.observed()
        if value not in observed:
            raise ValueError(f"no experiment observes {value!r}{nearest(value, observed)}")
        return cls(value)


class Operator(str):
    @classmethod
    def convert(cls, value: str) -> "Operator":
        if value not in OPERATORS:
            raise ValueError(f"there is no operator {value!r}{nearest(value, list(OPERATORS))}")
        return cls(value)


class LimitText(str):
    """A number with a unit, or `required`."""

    @classmethod
    def convert(cls, value: str) -> "LimitText":
        limit_of("==", value)
        return cls(value)


@library(
    scope="GLOBAL",
    converters={kind: kind.convert for kind in (ExperimentName, FigureName, Operator, LimitText)},
)
class rows(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Rows over experiments. An experiment runs once per run, however many rows read it."""

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(run)
        self._courses = Courses()

    @keyword
    def experiment_shows(
        self, experiment: ExperimentName, figure: FigureName, operator: Operator, limit: LimitText
    ) -> None:
        """The figure that the experiment observed keeps within the limit.

        A wrong unit, a limit looser than the requirement's, and a figure that the experiment does not observe are
        refused before anything runs. With `required`, the limit is the environment's own.

        | Experiment Shows | one document | stages completed | == | 9 stages |
        """
        run, tags = self.run, BuiltIn().get_variable_value("@{TEST TAGS}") or []
        if problem := problem_of_row(run.catalogue, (experiment, figure, operator, limit), tags):
            raise QuantityError(problem)
        held = limit_of(operator, limit)
        if held is None:
            own = run.environment.required.get(figure)
            if own is None:
                here = run.environment.name
                raise Inconclusive(f"no limit is set: {here} requires nothing of {figure!r}")
            held = own.limit
            if problem := problem_of_limit(run.catalogue.figures[figure], held, tags):
                raise QuantityError(problem)
        try:
            record = run.scheduler.record_of(experiment, run.world)
        finally:
            self._courses.show(run, experiment)
        if run.recorder.check is not None and record.id not in run.recorder.check.rests_on:
            run.recorder.check.rests_on.append(record.id)
        seen = observation(record, figure)
        show_samples(seen, str(held))
        by = set_by(run.catalogue.figures[figure], held, tags)
        whose = f"the environment {run.environment.name}" if limit == REQUIRED else by
        run.recorder.hold(seen, held, doubt(record, seen, held), whose)
