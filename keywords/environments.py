"""The environment file: where the pipeline under test runs, how it is spoken to, and what may be done to it."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from keywords.quantities import Limit, Quantity, nearest
from keywords.requirements import VARIABLES

FOLDER = VARIABLES / "environments"
VARIABLE = "COUNTERSIGN_ENVIRONMENT"
DEFAULT = "embedded"
STAGES = [
    "queued", "job_validated", "parsing", "parsed", "parse_validated",
    "chunking", "chunks_buffered", "embedding", "embedded",
]  # fmt: skip


class EnvironmentFileError(Exception):
    """Something in an environment file is wrong; the message names the file, the key, and what was meant."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EmbeddedStart(Part):
    """Countersign starts the pipeline of this repository, and ends it."""

    kind: Literal["embedded"]
    settings: dict[str, str | int | float] = {}


class RunningAlready(Part):
    """Somebody else has started it; here is where it is."""

    kind: Literal["running"]
    addresses: dict[str, str]


class SignIn(Part):
    way: Literal["login", "given", "minted"] = "login"
    token_variable: str = "COUNTERSIGN_TOKEN"  # noqa: S105 (the name of a variable)
    secret_variable: str = "JWT_SECRET"  # noqa: S105 (the name of a variable)


class Paths(Part):
    register_: Annotated[str, Field(alias="register")] = "/register"
    login: str = "/login"
    me: str = "/me"
    upload: str = "/api/v2/upload"
    jobs: str = "/api/v2/jobs"
    documents: str = "/api/v2/documents"
    search: str = "/api/v2/search"
    chat: str = "/chat"
    health: str = "/health"
    ready: str = "/ready"
    openapi: str = "/openapi.json"


class Success(Part):
    register_: Annotated[int, Field(alias="register")] = 201
    login: int = 200
    upload: int = 201
    put: int = 200


class Fields(Part):
    """What the answers call what the contract calls so."""

    access_token: str = "access_token"  # noqa: S105 (a field's name)
    job_id: str = "job_id"
    document_id: str = "document_id"
    signed_url: str = "signed_url"
    stage: str = "stage"
    state: str = "state"


class States(Part):
    done: str = "done"
    deadletter: str = "deadletter"


class LoadAllowed(Part):
    requests_per_second: Annotated[float, Field(ge=0)] = 0
    users: Annotated[int, Field(ge=0)] = 0
    seconds: Annotated[float, Field(ge=0)] = 0


class GuardRules(Part):
    destructive: list[str] = []
    load: LoadAllowed = LoadAllowed()
    spend_usd: Annotated[float, Field(ge=0)] = 0
    prefix: str = "countersign-"


def _limit(text: object) -> object:
    if not isinstance(text, str):
        return text
    op, _, bound = text.strip().partition(" ")
    return Limit(op, Quantity.parse(bound))


class Environment(Part):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: str
    decides: str
    start: Annotated[EmbeddedStart | RunningAlready, Field(discriminator="kind")]
    credentials: dict[str, str] = {}  # what for -> the name of the environment variable that holds it
    sign_in: SignIn = SignIn()
    paths: Paths = Paths()
    success: Success = Success()
    fields: Fields = Fields()
    stages: list[str] = STAGES
    states: States = States()
    schema_: Annotated[str, Field(alias="schema")] = "upload_pipeline"
    guard: GuardRules = GuardRules()
    required: dict[str, Annotated[Limit, BeforeValidator(_limit)]] = {}
    gates: list[str] = []
    # Files and folders of its own, relative to this file; those of the repository if empty.
    suites: str = ""
    attestations: str = ""
    allowed_signers: str = ""

    def secrets(self) -> dict[str, str]:
        """What the environment variables named here hold, as far as they are set."""
        names = [*self.credentials.values(), self.sign_in.token_variable, self.sign_in.secret_variable]
        return {name: os.environ[name] for name in names if os.environ.get(name)}


OWN = ("suites", "attestations", "allowed_signers")


def chosen(given: str | None = None) -> Path:
    """The file of a name or path: as given, else from the environment variable, else the embedded one."""
    wanted = given or os.environ.get(VARIABLE) or DEFAULT
    path = Path(wanted)
    if path.suffix in (".yaml", ".yml") or path.parent != Path():
        if not path.is_file():
            raise EnvironmentFileError(f"there is no environment file {wanted}")
        return path
    path = FOLDER / f"{wanted}.yaml"
    if not path.is_file():
        known = sorted(file.stem for file in FOLDER.glob("*.yaml"))
        raise EnvironmentFileError(f"there is no environment {wanted!r}{nearest(wanted, known)}")
    return path


def load(given: str | None = None) -> Environment:
    path = chosen(given)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = Environment.model_validate(content)
        own = {key: str((path.parent / getattr(found, key)).resolve()) for key in OWN if getattr(found, key)}
        return found.model_copy(update=own)
    except yaml.YAMLError as error:
        raise EnvironmentFileError(f"{path}: this is not YAML: {error}") from None
    except ValidationError as error:
        raise EnvironmentFileError("; ".join(_explain(path, problem) for problem in error.errors())) from None


def _explain(path: Path, problem: Any) -> str:
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        word = str(problem["loc"][-1])
        known = [field.alias or name for name, field in _model_at(problem["loc"][:-1]).model_fields.items()]
        return f"{path}: {key}: there is no such key{nearest(word, known)}"
    return f"{path}: {key}: {problem['msg']}"


def _model_at(location: tuple[Any, ...]) -> type[BaseModel]:
    """The model whose key was wrong, for the names it does know."""
    kinds: dict[str, type[BaseModel]] = {
        "embedded": EmbeddedStart, "running": RunningAlready, "sign_in": SignIn, "paths": Paths, "success": Success,
        "fields": Fields, "states": States, "guard": GuardRules, "load": LoadAllowed,
    }  # fmt: skip
    for part in reversed(location):
        if part in kinds:
            return kinds[part]
    return Environment
