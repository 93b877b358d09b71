"""How quickly database, storage and network are reached, one call at a time, and whether the schema is as recorded."""

import socket
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import yaml

from keywords.basics.errors import Inconclusive
from keywords.basics.folders import VARIABLES
from keywords.contract.people import Uploaded
from keywords.contract.querying import composed, connect, must_be_known, rows
from keywords.contract.storage import Storage
from keywords.environments.table_names import STANDARD
from keywords.evidence.observing import count, figure, possible
from keywords.experiments.documents.outcomes import process_document
from keywords.experiments.documents.parity import differences
from keywords.running.catalogue import experiment
from keywords.world import World

ROUNDS = 60  # as many as a 95th percentile takes
SCHEMA = VARIABLES / "baselines" / "schema.yaml"
QUERIES = (
    "SELECT * FROM {jobs} WHERE document_id::text = %(document_id)s",
    "SELECT * FROM {documents} WHERE user_id::text = %(user_id)s ORDER BY created_at DESC LIMIT 50",
    "SELECT count(*) FROM {chunks} WHERE document_id::text = %(document_id)s",
)
DEFAULT_PORTS = {"http": 80, "https": 443, "postgresql": 5432, "postgres": 5432}
# What a table is made of, each kind with a name and a description.
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
    rounds=ROUNDS,
)
def one_at_a_time(world: World) -> None:
    """Each is called again and again, alone: a session of the database, a query, an object, a bare connection."""
    uploaded = process_document(world.person(), "reached")
    p95("database connect time p95", [timed(lambda: connect(world).close()) for _ in range(ROUNDS)])
    with possible("database query time p95"):
        p95("database query time p95", list(queries(world, uploaded)))
    in_storage = ("storage access time p95", "storage operation time p95", "storage operations that succeeded")
    with possible(*in_storage), Storage(world) as storage:
        storage_times(storage)
    addresses = [place for url in world.stack.addresses.values() if (place := place_of(url))]
    times = [timed(partial(reach, *place)) for _ in range(ROUNDS) for place in addresses]
    p95("network connect time p95", times)
    figure("network latency median", statistics.median(times), of=times)


def p95(name: str, times: list[float]) -> None:
    value = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else 0
    figure(name, value, of=times, samples=times)


def timed(work: Callable[[], Any]) -> float:
    """How many milliseconds it takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def queries(world: World, uploaded: Uploaded) -> Iterator[float]:
    connection = connect(world)
    try:
        connection.set_session(readonly=True, autocommit=True)
        known = {"document_id": uploaded.document_id, "user_id": uploaded.user_id}
        with connection.cursor() as cursor:
            for number in range(ROUNDS):
                statement = composed(world, QUERIES[number % len(QUERIES)])
                yield timed(partial(ask, cursor, statement, known))
    finally:
        connection.close()


def ask(cursor: Any, statement: Any, known: dict[str, str]) -> None:
    try:
        cursor.execute(statement, known)
        cursor.fetchall()
    except psycopg2.Error as error:
        must_be_known(error)
        raise


def storage_times(storage: Storage) -> None:
    """An object is put, read and deleted, many times; all that it takes to read one is the access."""
    name, access, operations, worked = (
        f"raw/{uuid4()}/{uuid4()}/reached.bin",
        list[float](),
        list[float](),
        list[bool](),
    )
    content = name.encode() * 20

    def noting(work: Callable[[], bool]) -> float:
        return timed(lambda: worked.append(work()))

    for _ in range(ROUNDS):
        operations.append(noting(lambda: storage.put(name, content).is_success))
        access.append(noting(lambda: storage.get(name).content == content))
        operations.append(noting(lambda: storage.delete(name).is_success))
    worked.append(storage.get(name).status_code in (400, 404))
    p95("storage access time p95", access)
    p95("storage operation time p95", [*operations, *access])
    figure("storage operations that succeeded", 100 * sum(worked) / len(worked), of=worked)


def place_of(url: str) -> tuple[str, int] | None:
    parts = urlsplit(url)
    port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    return (parts.hostname, port) if parts.hostname and port else None


def reach(host: str, port: int) -> None:
    socket.create_connection((host, port), timeout=10).close()


@experiment(
    "the schema against the recorded baseline",
    (*(f"differences in {kind}" for kind in PARTS),),
    baseline=SCHEMA.name,
)
def schema_beside_the_recorded_one(world: World) -> None:
    """Every column, constraint, index, policy and trigger of the schema, held against the recorded ones."""
    if world.environment.tables != STANDARD:
        raise Inconclusive(f"{world.environment.name} has tables of its own, and the recorded ones are the contract's")
    recorded, seen = recorded_schema(SCHEMA), schema(world)
    for kind in PARTS:
        different = differences(recorded[kind], seen[kind])
        count(f"differences in {kind}", different, of=recorded[kind], detail="; ".join(different[:5]))


def recorded_schema(file: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.safe_load(file.read_text(encoding="utf-8"))["schema"]
    return found


def schema(world: World) -> dict[str, dict[str, str]]:
    """What the schema is made of, whatever it is called."""
    own = world.environment.schema_

    def plain(text: str) -> str:
        return text.replace(f"{own}.", "")

    return {kind: {plain(name): plain(what) for name, what in rows(world, part, own)} for kind, part in PARTS.items()}
