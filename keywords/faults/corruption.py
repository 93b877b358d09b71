"""Changes data behind the pipeline's back, with the services' own key and as the owner of the database.

Every digit becomes its complement, so changed data still reads well, and a second change restores it.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import httpx
import psycopg2

from keywords.basics import clients
from keywords.basics.errors import TestBedError
from keywords.stacks.protocol import Stack

Parameters = dict[str, Any]
SECONDS = 10
DIGITS = bytes.maketrans(b"0123456789", b"9876543210")
FLIPPED = "translate({column}, '0123456789', '9876543210')"
BUFFER, JOBS = "upload_pipeline.document_chunk_buffer", "upload_pipeline.upload_jobs"
OF_DOCUMENT = "WHERE document_id = %(document_id)s"
NOTHING = "SELECT"
DIFFERS = "AND chunk_sha <> encode(sha256(convert_to(text, 'UTF8')), 'hex')"


@dataclass(frozen=True)
class Change:
    """One statement that changes the rows of a document, and one that restores them ('': the pipeline remakes them)."""

    strike: str
    heal: str = ""


def flip_digits(column: str) -> Change:
    flip = f"UPDATE {BUFFER} SET {column} = {FLIPPED.format(column=column)} {OF_DOCUMENT}"
    return Change(flip, f"{flip} {DIFFERS}")


CHANGES = {
    "text": flip_digits("text"),
    "hash": flip_digits("chunk_sha"),
    "row lost": Change(f"DELETE FROM {BUFFER} {OF_DOCUMENT} AND chunk_ord = 0"),
    "stage put back": Change(f"UPDATE {JOBS} SET stage = 'parse_validated' {OF_DOCUMENT} AND stage = 'embedding'"),
}


def corrupt(stack: Stack, target: str, how: Parameters) -> None:
    """Change an object (`object`, `sha256` of the original) or the rows of a document (`change`, `document_id`)."""
    if target == "storage":
        changed = change_object(stack, how, lambda sha: sha == how["sha256"])
    else:
        changed = change_rows(stack, how, lambda change: change.strike) > 0
    if not changed:
        raise TestBedError(f"there is nothing of {how.get('object') or how['document_id']} to change")


def restore(stack: Stack, target: str, how: Parameters) -> None:
    if target == "storage":
        change_object(stack, how, lambda sha: sha != how["sha256"])
    else:
        change_rows(stack, how, lambda change: change.heal)


def change_object(stack: Stack, how: Parameters, wanted: Callable[[str], bool]) -> bool:
    """Flip every digit of an object if it exists and its hash is wanted; returns whether it did."""
    token = {"Authorization": f"Bearer {stack.secrets['SERVICE_ROLE_KEY']}", "x-upsert": "true"}
    base = f"{stack.addresses['storage']}/storage/v1/object/"
    try:
        with clients.client(base_url=base, headers=token, timeout=SECONDS) as http:
            found = http.get(f"authenticated/{how['object']}")
            if not found.is_success or not wanted(sha256(found.content).hexdigest()):
                return False
            http.post(how["object"], content=found.content.translate(DIGITS)).raise_for_status()
            return True
    except httpx.HTTPError as error:
        raise TestBedError(f"the storage cannot be written to: {error}") from None


def change_rows(stack: Stack, how: Parameters, which: Callable[[Change], str]) -> int:
    """Execute one statement of a change; returns the number of rows."""
    database = stack.secrets["DATABASE_URL"]
    statement = which(CHANGES[how["change"]])
    try:
        with closing(psycopg2.connect(database, connect_timeout=SECONDS)) as connection, connection.cursor() as cursor:
            cursor.execute(statement or NOTHING, how)
            connection.commit()
            return int(cursor.rowcount)
    except psycopg2.OperationalError as error:
        raise TestBedError(f"the database cannot be written to: {error}") from None
