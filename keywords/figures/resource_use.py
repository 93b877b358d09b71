"""What the processes of a stack have used."""

from keywords.evidence.observing import figure
from keywords.stacks.protocol import Stack
from keywords.stacks.usage import Used


def observe_usage(stack: Stack, before: Used, documents: int) -> None:
    """Observe what was used since; the population is 0 if the stack cannot see processes."""
    now = stack.used()
    each = (now.processor - before.processor) / documents
    figure("processor time per document", each, of=documents if now.processes else 0)
    figure("memory of all processes", now.memory / 1e6, of=now.processes)
