"""What helps to understand a failure: the history of the documents that it names, and their log lines."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from keywords.contract.place import Place
from keywords.contract.querying import rows
from keywords.evidence.model import Case
from keywords.stacks.services import kind_of

IDS = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
KINDS = ("document", "job", "correlation")
MOST_DOCUMENTS, MOST_LINES = 2, 30
HISTORY = """
SELECT to_char(e.ts AT TIME ZONE 'UTC', 'HH24:MI:SS.MS'), e.type, coalesce(e.payload ->> 'stage', ''),
       coalesce(e.code, ''), coalesce(e.payload ->> 'worker', ''), e.correlation_id, e.document_id::text
FROM {events} e WHERE e.job_id::text = ANY(%s) OR e.document_id::text = ANY(%s) OR e.correlation_id = ANY(%s)
ORDER BY e.event_id
"""


def ids_of(cases: Iterable[Case]) -> list[str]:
    """The documents, jobs and correlation ids of cases."""
    return [case.ids[name] for case in cases for name in KINDS if name in case.ids]


def explain(failure: str, places: Sequence[Place], ids: Iterable[str] = ()) -> str:
    """The history and the log lines of these ids and of what a failure names.

    Empty if these places know nothing of them.
    """
    ids = list(dict.fromkeys([*IDS.findall(failure), *ids]))
    if not ids:
        return ""
    unread = list[str]()
    for place in places:
        try:
            events = rows(place, HISTORY, ids, ids, ids)
        except Exception as error:  # whatever is wrong with the database, the failure itself must be shown
            unread.append(f"The history could not be read: {error}")
            continue
        if events:
            return "\n\n".join(parts_of(place, events))
        if lines := log_lines(place, ids):
            return _titled("Log lines with", ids, lines)
    return "\n".join(unread)


def parts_of(place: Place, events: list[tuple[Any, ...]]) -> list[str]:
    """The history of each document, and the log lines with their correlation ids."""
    parts, documents = [], list(dict.fromkeys(event[-1] for event in events))[:MOST_DOCUMENTS]
    for document in documents:
        lines = ["  ".join(filter(None, map(str, event[:5]))) for event in events if event[-1] == document]
        parts.append(_titled("History of document", [document], lines))
    correlations = {str(event[5]) for event in events if event[-1] in documents}
    if lines := log_lines(place, correlations):
        parts.append(_titled("Log lines with", correlations, lines))
    return parts


def _titled(title: str, ids: Iterable[str], lines: Iterable[str]) -> str:
    return "\n".join([f"{title} {', '.join(sorted(ids))}", *lines])


def log_lines(place: Place, ids: Iterable[str]) -> list[str]:
    """The last log lines with one of these ids. Empty if the stack cannot read its logs."""
    ids, lines = tuple(ids), list[str]()
    for process in place.stack.names():
        if kind_of(process).json_logs:
            lines += [f"{process}: {line}" for line in place.stack.logs(process, ids)]
    return sorted(lines, key=lambda line: line.partition(": ")[2])[-MOST_LINES:]  # each begins with its time
