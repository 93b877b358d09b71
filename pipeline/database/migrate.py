"""Versioned migrations: each SQL file is applied once, in order, under a lock."""

import hashlib
from dataclasses import dataclass
from importlib import resources
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from pipeline.settings import Settings
from pipeline.variables import SettingsError

LOCK = 4_607_182_418_800_017  # any number that nothing else locks
BOOTSTRAP = """
CREATE SCHEMA IF NOT EXISTS upload_pipeline;
CREATE TABLE IF NOT EXISTS upload_pipeline.schema_versions (
    name       text PRIMARY KEY,
    sha256     text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
"""


@dataclass(frozen=True)
class Migration:
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    folder = resources.files("pipeline.database") / "migrations"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [Migration(f.name, f.read_text(encoding="utf-8")) for f in files]


def latest() -> str:
    """The newest migration, which this code expects the database to have."""
    return migrations()[-1].name


async def migrate(settings: Settings) -> list[str]:
    """Bring the database to the newest version; returns the names of the newly applied migrations."""
    url = settings.secret("database_url")
    await _create_database(url)
    conn = await asyncpg.connect(url)
    try:
        await conn.execute("SELECT pg_advisory_lock($1)", LOCK)
        for role in ("api", "worker"):
            await _ensure_login(conn, role, settings.secret(f"{role}_database_url"))
        await conn.execute(BOOTSTRAP)
        applied = dict(await conn.fetch("SELECT name, sha256 FROM upload_pipeline.schema_versions"))
        return [m.name for m in migrations() if await _apply(conn, m, applied.get(m.name))]
    finally:
        await conn.close()


async def _apply(conn: asyncpg.Connection, migration: Migration, applied_sha256: str | None) -> bool:
    if applied_sha256 == migration.sha256:
        return False
    if applied_sha256 is not None:
        raise SettingsError(
            f"{migration.name} was changed after it was applied to this database; "
            "add a new migration instead, or start with a new database"
        )
    async with conn.transaction():
        await conn.execute(migration.sql)
        await conn.execute(
            "INSERT INTO upload_pipeline.schema_versions (name, sha256) VALUES ($1, $2)",
            migration.name,
            migration.sha256,
        )
    return True


async def _create_database(url: str) -> None:
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    conn = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")))
    try:
        if not await conn.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name):
            quoted = name.replace('"', '""')
            await conn.execute(f'CREATE DATABASE "{quoted}"')
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        pass  # another migration was faster
    finally:
        await conn.close()


async def _ensure_login(conn: asyncpg.Connection, role: str, url: str) -> None:
    """Let the role log in with the password in the service's own address."""
    password = unquote(urlsplit(url).password or "")
    exists = await conn.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", role)
    statement = await conn.fetchval(
        "SELECT format($1, $2::text, $3::text)",
        f"{'ALTER' if exists else 'CREATE'} ROLE %I LOGIN NOINHERIT PASSWORD %L",
        role,
        password,
    )
    await conn.execute(statement)


async def reset(settings: Settings) -> None:
    """Empty every table but the versions and the register of workers. Only the owner may do this."""
    conn = await asyncpg.connect(settings.secret("database_url"))
    try:
        tables = await conn.fetchval(
            """
            SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') FROM pg_tables
            WHERE schemaname IN ('auth', 'upload_pipeline') AND tablename NOT IN ('schema_versions', 'workers')
            """
        )
        async with conn.transaction():
            await conn.execute("SET LOCAL session_replication_role = replica")  # otherwise the audit log refuses
            await conn.execute(f"TRUNCATE {tables}")
    finally:
        await conn.close()
