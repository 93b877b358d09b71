"""The template of rows: `experiment | observation | operator | limit`."""

from robot.api import logger
from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn

from keywords import experiments as _all  # noqa: F401 (registers the experiments)
from keywords import world
from keywords.basics.quantities import OPERATORS, Limit, Quantity, QuantityError, nearest
from keywords.dossier import timelines
from keywords.evidence.recorder import Inconclusive, recorder
from keywords.running import registry
from keywords.running.strictness import check_row

REQUIRED = "required"


class ExperimentName(str):
    """The name of a known experiment."""

    @classmethod
    def convert(cls, value: str) -> "ExperimentName":
        registry.find(value)
        return cls(value)


class ObservationName(str):
    """The name of an observation that some experiment makes."""

    @classmethod
    def convert(cls, value: str) -> "ObservationName":
        names = sorted({name for e in registry.known().values() for name in e.observes})
        if value not in names:
            raise ValueError(f"no experiment observes {value!r}{nearest(value, names)}")
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
        if value != REQUIRED:
            Quantity.parse(value)
        return cls(value)


@library(
    scope="GLOBAL",
    converters={kind: kind.convert for kind in (ExperimentName, ObservationName, Operator, LimitText)},
)
class rows:  # noqa: N801 (Robot Framework finds the library by its module's name)
    """Rows over experiments. An experiment is run once in a run, however many rows speak of it."""

    def __init__(self) -> None:
        self._shown: set[str] = set()  # the experiments whose course is in the log

    @keyword
    def experiment_shows(
        self, experiment: ExperimentName, observation: ObservationName, operator: Operator, limit: LimitText
    ) -> None:
        """What the experiment observed keeps within the limit.

        A unit that does not fit, a limit looser than the requirement's, and an observation that the experiment does
        not make are refused before anything runs. With `required` the limit is the environment's own.

        | one document | stages completed | == | 9 stages |
        """
        wanted = registry.find(experiment)
        here = world.current()
        bound = here.environment.required.get(observation) if limit == REQUIRED else None
        if limit == REQUIRED and bound is None:
            raise Inconclusive(f"no limit is set: {here.environment.name} requires nothing of {observation!r}")
        held = bound or Limit(operator, Quantity.parse(limit))
        if problem := check_row(wanted, observation, held, BuiltIn().get_variable_value("@{TEST TAGS}") or []):
            raise QuantityError(problem)
        record = registry.record_of(experiment, here)
        if recorder.check is not None and record.id not in recorder.check.rests_on:
            recorder.check.rests_on.append(record.id)
        if record.timeline and record.id not in self._shown:
            self._shown.add(record.id)
            logger.info(timelines.draw(record.timeline), html=True)
        recorder.hold(registry.observation(record, observation), held)
