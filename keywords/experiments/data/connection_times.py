"""How quickly database, storage and network answer a single caller, and the schema against the recorded one."""

import socket
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import yaml

from keywords.basics.errors import Inconclusive
from keywords.basics.folders import VARIABLES
from keywords.contract.people import Uploaded
from keywords.contract.querying import composed, connect, raise_if_absent, rows
from keywords.contract.storage import Storage
from keywords.environments.table_names import STANDARD
from keywords.evidence.cases import Cases
from keywords.evidence.observing import count, held_against, p95, possible, share, timed, timing
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import process_document
from keywords.experiments.documents.parity import compared
from keywords.running.catalogue import experiment
from keywords.world import World

ROUNDS = 60  # the fewest samples of a 95th percentile
SCHEMA = VARIABLES / "baselines" / "schema.yaml"
QUERIES = (
    "SELECT * FROM {jobs} WHERE document_id::text = %(document_id)s",
    "SELECT * FROM {documents} WHERE user_id::text = %(user_id)s ORDER BY created_at DESC LIMIT 50",
    "SELECT count(*) FROM {chunks} WHERE document_id::text = %(document_id)s",
    "SELECT stage, state, count(*) FROM {jobs} GROUP BY stage, state",
    "SELECT j.* FROM {jobs} j JOIN {documents} d USING (document_id) WHERE d.user_id::text = %(user_id)s LIMIT 100",
    "SELECT * FROM {chunks} WHERE document_id::text = %(document_id)s",
)
DEFAULT_PORTS = {"http": 80, "https": 443, "postgresql": 5432, "postgres": 5432}
# The parts of a schema, by kind. Each statement reads the name and the description of every part.
PARTS = {
    "columns": """
        SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod)
               || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = %s AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraints": """
        SELECT t.relname || ': ' || pg_get_constraintdef(c.oid), c.contype::text FROM pg_constraint c
        JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
        WHERE n.nspname = %s AND c.contype <> 'n'""",
    "indexes": "SELECT indexname, regexp_replace(indexdef, '^.* USING ', '') FROM pg_indexes WHERE schemaname = %s",
    "policies": """
        SELECT tablename || ': ' || policyname, concat_ws(' ', cmd, 'to', array_to_string(roles, ', '), 'using', qual,
               'with check', with_check) FROM pg_policies WHERE schemaname = %s""",
    "row-level security": """
        SELECT c.relname, CASE WHEN relrowsecurity THEN 'on' ELSE 'off' END FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND relkind = 'r'""",
    "triggers": """
        SELECT event_object_table || ': ' || trigger_name || ' ' || event_manipulation, action_timing
        FROM information_schema.triggers WHERE trigger_schema = %s""",
}


@experiment(
    "single calls to database, storage and network",
    (
        "database connect time p95",
        "database query time p95",
        "storage access time p95",
        "storage operation time p95",
        "storage operations that succeeded",
        "network connect time p95",
        "network latency median",
    ),
    alone=True,
    rounds=ROUNDS,
)
def single_calls(world: World) -> None:
    """Database, storage and network are called again and again, one call at a time."""
    uploaded = process_document(world.person(), "reached")
    connects = list[float]()
    with step("Connect to the database again and again", ROUNDS):
        for _ in range(ROUNDS):
            with timed(connects):
                connect(world).close()
    timing("database connect time p95", connects, by=p95)
    with possible("database query time p95"):
        timing("database query time p95", query_times(world, uploaded), by=p95)
    with (
        possible("storage access time p95", "storage operation time p95", "storage operations that succeeded"),
        Storage(world) as storage,
    ):
        observe_storage(storage)
    opened = network_times([place for url in world.stack.addresses.values() if (place := place_of(url))])
    timing("network connect time p95", opened, by=p95)
    timing("network latency median", opened, by=statistics.median)


@step("Query the database again and again", ROUNDS)
def query_times(world: World, uploaded: Uploaded) -> list[float]:
    connection, times = connect(world), list[float]()
    known = {"document_id": uploaded.document_id, "user_id": uploaded.user_id}
    try:
        connection.set_session(readonly=True, autocommit=True)
        with connection.cursor() as cursor:
            for number in range(2 * ROUNDS):
                statement = composed(world, QUERIES[number % len(QUERIES)])
                with timed(times):
                    cursor.execute(statement, known)
                    cursor.fetchall()
    except psycopg2.Error as error:
        raise_if_absent(error)
        raise
    finally:
        connection.close()
    return times


@step("Write, read and delete an object again and again", ROUNDS)
def observe_storage(storage: Storage) -> None:
    """Write, read and delete an object many times."""
    name = f"raw/{uuid4()}/{uuid4()}/reached.bin"
    content, reads, changes, worked = name.encode() * 20, list[float](), list[float](), Cases()
    for number in range(ROUNDS):
        with timed(changes):
            written = storage.put(name, content)
        with timed(reads):
            read = storage.get(name)
        with timed(changes):
            deleted = storage.delete(name)
        worked.expect(f"write {number}", True, written.is_success)
        worked.expect(f"read {number}", True, read.content == content)
        worked.expect(f"deletion {number}", True, deleted.is_success)
    worked.expect("object left after its deletion", False, storage.get(name).status_code not in (400, 404))
    timing("storage access time p95", reads, by=p95)
    timing("storage operation time p95", [*changes, *reads], by=p95)
    share("storage operations that succeeded", worked)


@step("Connect to every service again and again", ROUNDS)
def network_times(places: Sequence[tuple[str, int]]) -> list[float]:
    times = list[float]()
    for _ in range(ROUNDS):
        for place in places:
            with timed(times):
                socket.create_connection(place, timeout=10).close()
    return times


def place_of(url: str) -> tuple[str, int] | None:
    parts = urlsplit(url)
    port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    return (parts.hostname, port) if parts.hostname and port else None


@experiment(
    "the schema against the recorded baseline",
    [f"differences in {kind}" for kind in PARTS],
    baseline=SCHEMA.name,
)
def compare_schema_with_baseline(world: World) -> None:
    """Every column, constraint, index, policy and trigger of the schema is compared with the recorded one."""
    if world.environment.tables != STANDARD:
        raise Inconclusive(f"{world.environment.name} has tables of its own; the recorded ones are the contract's")
    baseline = recorded_schema(SCHEMA)
    held_against(baseline)
    recorded, seen = baseline["schema"], schema(world)
    for kind in PARTS:
        with step("Compare with the recorded schema", kind) as done:
            found = count(f"differences in {kind}", compared(recorded[kind], seen[kind]))
            done.saw(f"{found.value:g} differences among {found.population}")


@step("Read the recorded schema", "{file.name}")
def recorded_schema(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


@step("Read the schema of the database", saw=lambda found: f"{sum(map(len, found.values()))} parts")
def schema(world: World) -> dict[str, dict[str, str]]:
    """The parts of the schema, without its name."""
    own = world.environment.schema_

    def plain(text: str) -> str:
        return text.replace(f"{own}.", "")

    return {kind: {plain(name): plain(what) for name, what in rows(world, part, own)} for kind, part in PARTS.items()}
