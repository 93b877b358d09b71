"""What helps who reads a failure: the history of the documents that it names, and what the services logged of them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from keywords.contract.place import Place
from keywords.contract.querying import rows
from keywords.stacks.services import kind_of

NAMED = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
MOST_DOCUMENTS, MOST_LINES = 2, 30
HISTORY = """
SELECT to_char(e.ts AT TIME ZONE 'UTC', 'HH24:MI:SS.MS'), e.type, coalesce(e.payload ->> 'stage', ''),
       coalesce(e.code, ''), coalesce(e.payload ->> 'worker', ''), e.correlation_id, e.document_id::text
FROM {events} e WHERE e.job_id::text = ANY(%s) OR e.document_id::text = ANY(%s) OR e.correlation_id = ANY(%s)
ORDER BY e.event_id
"""


def explain(failure: str, places: Sequence[Place]) -> str:
    """The history and the log lines of what a failure names; '' if it names nothing known in these places."""
    named = list(dict.fromkeys(NAMED.findall(failure)))
    if not named:
        return ""
    unread = list[str]()
    for here in places:
        try:
            told = rows(here, HISTORY, named, named, named)
        except Exception as error:  # whatever is wrong with the database, the failure itself must be shown
            unread.append(f"The history could not be read: {error}")
            continue
        if told:
            return "\n\n".join(parts_of(here, told))
        if lines := log_lines(here, named):
            return "\n".join([f"Log lines that carry {', '.join(sorted(named))}", *lines])
    return "\n".join(unread)


def parts_of(here: Place, told: list[tuple[Any, ...]]) -> list[str]:
    parts, documents = [], list(dict.fromkeys(row[-1] for row in told))[:MOST_DOCUMENTS]
    for document in documents:
        events = ["  ".join(filter(None, map(str, row[:5]))) for row in told if row[-1] == document]
        parts.append("\n".join([f"History of document {document}", *events]))
    correlations = {str(row[5]) for row in told if row[-1] in documents}
    if lines := log_lines(here, correlations):
        parts.append("\n".join([f"Log lines that carry {', '.join(sorted(correlations))}", *lines]))
    return parts


def log_lines(place: Place, correlations: Iterable[str]) -> list[str]:
    """The last log lines that carry one of these ids; none where a stack cannot read its logs."""
    wanted, found = tuple(correlations), list[str]()
    for process in place.stack.names():
        if kind_of(process).json_logs:
            found += [f"{process}: {line}" for line in place.stack.logs(process, wanted)]
    return sorted(found, key=lambda line: line.partition(": ")[2])[-MOST_LINES:]  # each begins with its time
