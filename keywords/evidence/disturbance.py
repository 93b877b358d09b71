"""When a busy machine, and not the pipeline, may be the reason for what was seen."""

from keywords.basics.quantities import RATE, TIME, Limit, Quantity
from keywords.basics.waiting import TooLate
from keywords.evidence.model import BUSY, Evidence, Machine, Observation

MEASURED = (*TIME, *RATE, "ratio")  # units of figures that the machine can change
ANYWHERE = 60.0  # seconds that are enough on any machine, so a deadline this long is missed by the pipeline


def excused(late: TooLate, machine: Machine | None) -> str:
    """Why a missed deadline says nothing about the pipeline; '' if it does."""
    if machine is None or not machine.busy or late.seconds >= ANYWHERE:
        return ""
    return f"{late}; the machine was busy: {machine}"


def doubt(record: Evidence, seen: Observation, limit: Limit) -> str:
    """Why this figure says nothing about the pipeline; '' if it does.

    A measurement that others disturbed counts neither way. Of any other figure, a busy machine excuses only a bad one.
    """
    machine = record.machine
    if machine is None or not machine.busy or seen.unit not in MEASURED or not seen.population:
        return ""
    quantity = Quantity(float(seen.value), seen.unit)
    if not record.alone and limit.holds(quantity):
        return ""
    again = ", also when it was repeated" if record.alone else ""
    return (
        f"{seen.name}: {quantity} was seen on a busy machine{again}: {machine}. "
        f"Others may use {BUSY:g} % of the processors; run it again on a quiet machine"
    )
