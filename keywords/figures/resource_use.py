"""What the processes of a stack have used."""

from statistics import fmean

from keywords.evidence.observing import measure
from keywords.stacks.protocol import Stack
from keywords.stacks.usage import Used


def observe_usage(stack: Stack, before: Used, documents: int) -> None:
    """Observe what was used since; the population is 0 if the stack cannot see processes."""
    now = stack.used()
    each = (now.processor - before.processor) / documents
    measure("processor time per document", [each] if now.processes else [], by=fmean)
    measure("memory of all processes", [now.memory / 1e6] if now.processes else [])
