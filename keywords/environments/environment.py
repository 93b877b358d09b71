"""The environment file: where the pipeline under test runs, how to call it, and what may be done to it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from keywords.basics.folders import VARIABLES
from keywords.basics.hosts import is_loopback
from keywords.basics.quantities import Limit, Quantity, nearest
from keywords.checklists.bounds import problem_of_required
from keywords.checklists.figures import figures
from keywords.checklists.requirements import STANDS_FOR
from keywords.environments.dialect import (
    ANSWERS,
    CAPABILITIES,
    SENDS,
    STAGES,
    Answers,
    Capability,
    EventTypes,
    Paths,
    Promises,
    Refusals,
    SendingBytes,
    Sends,
    Stages,
    States,
    Success,
)
from keywords.environments.table_names import STANDARD, Tables
from keywords.history.records import STATES, TYPES

__all__ = ["CAPABILITIES", "STAGES", "Environment", "EnvironmentFileError", "load"]

FOLDER = VARIABLES / "environments"
VARIABLE = "COUNTERSIGN_ENVIRONMENT"
DEFAULT = "embedded"
PRODUCTION = "production"


class EnvironmentFileError(Exception):
    """An environment file is missing or wrong. The message names the file, the key, and what was probably meant."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EmbeddedStart(Part):
    """Countersign starts the pipeline of this repository and stops it."""

    kind: Literal["embedded"]
    settings: dict[str, str | int | float] = {}
    addresses: ClassVar[dict[str, str]] = {}  # chosen when it starts
    outlives_the_run: ClassVar[bool] = False


class RunningAlready(Part):
    """The pipeline runs already, at these addresses."""

    kind: Literal["running"]
    addresses: dict[str, str]
    settings: ClassVar[dict[str, str | int | float]] = {}  # unknown
    outlives_the_run: ClassVar[bool] = True


class SignIn(Part):
    """How users get a token: by registering, from variables, or signed here with the secret of a test stack."""

    way: Literal["login", "given", "minted"] = "login"
    token_variables: list[str] = ["COUNTERSIGN_TOKEN"]  # each of another user; checks of isolation need two
    secret_variable: str = "JWT_SECRET"  # noqa: S105 (the name of a variable)
    password_key_variable: str = "COUNTERSIGN_PASSWORD_KEY"  # noqa: S105 (the name of a variable)
    algorithm: Literal["HS256", "HS384", "HS512"] = "HS256"
    claims: dict[str, Any] = {"aud": "authenticated", "role": "authenticated"}  # besides sub, email, iat and exp
    user_claim: str = "sub"  # names the user
    minutes: Annotated[float, Field(gt=0)] = 60
    header: str = "Authorization"
    scheme: str = "Bearer"  # before the token; none if empty

    def presented(self, token: str) -> dict[str, str]:
        """The header that presents a token."""
        return {self.header: f"{self.scheme} {token}".strip()}


class LoadAllowed(Part):
    requests_per_second: Annotated[float, Field(ge=0)] = 0
    users: Annotated[int, Field(ge=0)] = 0
    seconds: Annotated[float, Field(ge=0)] = 0


class GuardRules(Part):
    destructive: list[str] = []
    load: LoadAllowed = LoadAllowed()
    spend_usd: Annotated[float, Field(ge=0)] = 0
    prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{3,}$")] = "countersign-"  # of everything a run creates


def _limit(text: object) -> object:
    if not isinstance(text, str):
        return text
    op, _, bound = text.strip().partition(" ")
    return Limit(op, Quantity.parse(bound))


class OwnLimit(Part):
    """A limit that an environment sets for itself. The owner answers for it; the reason says where it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    limit: Annotated[Limit, BeforeValidator(_limit)]
    owner: Annotated[str, Field(min_length=2)]
    reason: Annotated[str, Field(min_length=10)]


class Environment(Part):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: str
    decides: str
    stands_for: str = ""  # local, docker, cloud or production: its requirements apply
    start: Annotated[EmbeddedStart | RunningAlready, Field(discriminator="kind")]
    credentials: dict[str, str] = {}  # purpose -> the environment variable that holds the credential
    sign_in: SignIn = SignIn()
    absent: list[Capability] = []  # the parts of the contract that this pipeline lacks
    paths: Paths = Paths()
    success: Success = Success()
    refusals: Refusals = Refusals()
    sends: Sends = SENDS
    answers: Answers = ANSWERS
    bytes_: Annotated[SendingBytes, Field(alias="bytes")] = SendingBytes()
    stage_words: Annotated[Stages, Field(alias="stages")] = {word: word for word in STAGES}
    state_words: Annotated[States, Field(alias="states")] = {word: word for word in sorted(STATES)}
    schema_: Annotated[str, Field(alias="schema")] = "upload_pipeline"
    tables: Tables = STANDARD
    event_types: EventTypes = {word: word for word in sorted(TYPES)}
    promises: Promises = Promises()
    guard: GuardRules = GuardRules()
    required: dict[str, OwnLimit] = {}
    gates: list[str] = []
    # Paths relative to this file; if empty, those of the repository.
    suites: str = ""
    attestations: str = ""
    allowed_signers: str = ""
    _file: str = PrivateAttr("")

    @model_validator(mode="after")
    def _has_requirements(self) -> "Environment":
        if self.judged_as not in STANDS_FOR:
            known = ", ".join(STANDS_FOR)
            raise ValueError(f"stands_for: {self.judged_as!r} is none of {known}, so no requirement would apply")
        return self

    @model_validator(mode="after")
    def _harmless(self) -> "Environment":
        if self.is_production and self.guard.destructive:
            faults = ", ".join(self.guard.destructive)
            raise ValueError(f"guard.destructive: production must allow no destructive fault, but allows {faults}")
        if self.name == DEFAULT and (elsewhere := list(_elsewhere(self.start))):
            raise ValueError(
                f"start: the environment {DEFAULT!r} must be on this machine, but {', '.join(elsewhere)} is not; "
                "give this environment another name"
            )
        return self

    @model_validator(mode="after")
    def _no_looser_than_a_phase(self) -> "Environment":
        for name, own in self.required.items():
            if name in figures() and (problem := problem_of_required(figures()[name], own.limit)):
                raise ValueError(f"required: {problem}")
        return self

    @property
    def is_production(self) -> bool:
        """True if any of its words say so. One word is enough, since the others may be a mistake."""
        decides_so = bool(re.search(r"\bin production\b", self.decides))
        return self.judged_as == PRODUCTION or PRODUCTION in self.name.split("-") or decides_so

    @property
    def outlives_the_run(self) -> bool:
        """True if what a run creates here still exists after the run."""
        return self.start.outlives_the_run

    @property
    def file(self) -> str:
        """The path that it was read from."""
        return self._file

    @property
    def judged_as(self) -> str:
        """The environment of the checklists whose requirements apply to it."""
        return self.stands_for or ("local" if self.name == DEFAULT else self.name)

    @property
    def stages(self) -> tuple[str, ...]:
        """Its stages in order, in the words of the contract."""
        return tuple(dict.fromkeys(word for word in self.stage_words.values() if word))

    def has(self, capability: str) -> bool:
        without_sign_in = self.sign_in.way != "login" and capability in ("register", "login", "refresh", "logout")
        return capability not in self.absent and not without_sign_in

    def secrets(self) -> dict[str, str]:
        """The environment variables named in the file that are set, with their values."""
        sign_in = self.sign_in
        names = [*sign_in.token_variables, sign_in.secret_variable, sign_in.password_key_variable]
        return {name: os.environ[name] for name in (*self.credentials.values(), *names) if os.environ.get(name)}


def _elsewhere(start: EmbeddedStart | RunningAlready) -> Iterator[str]:
    """The settings and addresses that lead away from this machine."""
    settings = {key: str(value) for key, value in start.settings.items() if key.endswith(("_url", "_host"))}
    for key, address in {**settings, **start.addresses}.items():
        if not is_loopback(urlsplit(address if "//" in address else f"//{address}").hostname or ""):
            yield f"{key} ({address})"


PATHS = ("suites", "attestations", "allowed_signers")


def load(name: str | None = None) -> Environment:
    """The environment of this name or path. By default the environment variable names it, or it is `embedded`."""
    path = _file(name or os.environ.get(VARIABLE) or DEFAULT)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        environment = Environment.model_validate(content)
    except yaml.YAMLError as error:
        raise EnvironmentFileError(f"{path}: this is not YAML: {error}") from None
    except ValidationError as error:
        raise EnvironmentFileError("; ".join(_explain(path, problem) for problem in error.errors())) from None
    paths = {key: getattr(environment, key) for key in PATHS}
    loaded = environment.model_copy(update={key: str((path.parent / to).resolve()) for key, to in paths.items() if to})
    loaded._file = str(path.resolve())
    return loaded


def _file(name: str) -> Path:
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.parent != Path():
        if not path.is_file():
            raise EnvironmentFileError(f"there is no environment file {name}")
        return path
    path = FOLDER / f"{name}.yaml"
    if not path.is_file():
        known = sorted(file.stem for file in FOLDER.glob("*.yaml"))
        raise EnvironmentFileError(f"there is no environment {name!r}{nearest(name, known)}")
    return path


def _explain(path: Path, problem: Any) -> str:
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        word = str(problem["loc"][-1])
        known = [field.alias or name for name, field in _model_at(problem["loc"][:-1]).model_fields.items()]
        return f"{path}: {key}: there is no such key{nearest(word, known)}"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{path}: {message}" if message.startswith(key) else f"{path}: {key}: {message}"


def _model_at(location: tuple[Any, ...]) -> type[BaseModel]:
    """The model that a location in the file belongs to."""
    models: dict[str, type[BaseModel]] = {
        "embedded": EmbeddedStart,
        "running": RunningAlready,
        "sign_in": SignIn,
        "paths": Paths,
        "success": Success,
        "refusals": Refusals,
        "bytes": SendingBytes,
        "promises": Promises,
        "guard": GuardRules,
        "load": LoadAllowed,
        "required": OwnLimit,
    }
    for part in reversed(location):
        if part in models:
            return models[part]
    return Environment
