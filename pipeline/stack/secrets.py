"""The secrets of a stack: made once, kept in a file that only its owner can read."""

import base64
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

# Secret -> login. A login is named after the service that uses it, the owner's after the database itself.
DATABASE_USERS = {"DATABASE_URL": "postgres", "API_DATABASE_URL": "api", "WORKER_DATABASE_URL": "worker"}
KEYS = (
    *DATABASE_USERS,
    "JWT_SECRET",
    "WEBHOOK_SECRET",
    "STORAGE_KEY",
    "SERVICE_ROLE_KEY",
    "LLAMAPARSE_API_KEY",
    "OPENAI_API_KEY",
)
TEN_YEARS = 10 * 365 * 24 * 3600


def create() -> dict[str, str]:
    import jwt  # imported here: needed once in the life of a stack, and as slow as the rest of a start

    jwt_secret = secrets.token_urlsafe(48)
    claims = {
        "role": "service_role",
        "iss": "countersign",
        "iat": int(time.time()),
        "exp": int(time.time()) + TEN_YEARS,
    }
    return {
        **{key: f"postgresql://{user}:{secrets.token_hex(24)}@" for key, user in DATABASE_USERS.items()},
        "JWT_SECRET": jwt_secret,
        "WEBHOOK_SECRET": secrets.token_urlsafe(48),
        "STORAGE_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "SERVICE_ROLE_KEY": jwt.encode(claims, jwt_secret, algorithm="HS256"),
        "LLAMAPARSE_API_KEY": f"llx-{secrets.token_hex(24)}",
        "OPENAI_API_KEY": f"sk-{secrets.token_hex(24)}",
    }


def located(values: dict[str, str], postgres: Callable[[str], str]) -> dict[str, str]:
    """The same secrets, with each database address pointing to where its user reaches the database now."""

    def moved(url: str, where: SplitResult) -> str:
        credentials = urlsplit(url).netloc.rpartition("@")[0]
        return f"postgresql://{credentials}@{where.netloc}{where.path}"

    return {**values, **{key: moved(values[key], urlsplit(postgres(user))) for key, user in DATABASE_USERS.items()}}


def read(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write(path: Path, values: dict[str, str]) -> None:
    """Replace the file in one step; no one else can read it, not even while it is written."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{key}={value}\n" for key, value in values.items())
    new.replace(path)
