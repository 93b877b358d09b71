"""The environment file: where the pipeline under test runs, how it is spoken to, and what may be done to it."""

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

__all__ = ["CAPABILITIES", "STAGES", "Environment", "EnvironmentFileError", "chosen", "load"]

FOLDER = VARIABLES / "environments"
VARIABLE = "COUNTERSIGN_ENVIRONMENT"
DEFAULT = "embedded"
PRODUCTION = "production"


class EnvironmentFileError(Exception):
    """Something in an environment file is wrong; the message names the file, the key, and what was meant."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EmbeddedStart(Part):
    """Countersign starts the pipeline of this repository, and ends it."""

    kind: Literal["embedded"]
    settings: dict[str, str | int | float] = {}
    addresses: ClassVar[dict[str, str]] = {}  # chosen when it starts
    outlives_the_run: ClassVar[bool] = False


class RunningAlready(Part):
    """Someone else has started it; these are its addresses."""

    kind: Literal["running"]
    addresses: dict[str, str]
    settings: ClassVar[dict[str, str | int | float]] = {}  # unknown
    outlives_the_run: ClassVar[bool] = True


class SignIn(Part):
    """How users come by a token: by registering, from variables, or signed here with the secret of a test stack."""

    way: Literal["login", "given", "minted"] = "login"
    token_variables: list[str] = ["COUNTERSIGN_TOKEN"]  # of users that differ; isolation is shown with two
    secret_variable: str = "JWT_SECRET"  # noqa: S105 (the name of a variable)
    password_key_variable: str = "COUNTERSIGN_PASSWORD_KEY"  # noqa: S105 (the name of a variable)
    algorithm: Literal["HS256", "HS384", "HS512"] = "HS256"
    claims: dict[str, Any] = {"aud": "authenticated", "role": "authenticated"}  # beside sub, email, iat and exp
    user_claim: str = "sub"  # the one that names the user
    minutes: Annotated[float, Field(gt=0)] = 60
    header: str = "Authorization"
    scheme: str = "Bearer"  # the word before the token; none if empty

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
    prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{3,}$")] = "countersign-"  # of all that a run creates


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
    stands_for: str = ""  # local, docker, cloud or production: whose requirements it is asked for
    start: Annotated[EmbeddedStart | RunningAlready, Field(discriminator="kind")]
    credentials: dict[str, str] = {}  # what for -> the name of the environment variable that holds it
    sign_in: SignIn = SignIn()
    absent: list[Capability] = []  # what the contract names and this pipeline does not have
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
    required: dict[str, Annotated[Limit, BeforeValidator(_limit)]] = {}
    gates: list[str] = []
    # Files and folders of its own, relative to this file; those of the repository if empty.
    suites: str = ""
    attestations: str = ""
    allowed_signers: str = ""
    _file: str = PrivateAttr("")

    @model_validator(mode="after")
    def _asked_for_something(self) -> "Environment":
        if self.judged_as not in STANDS_FOR:
            known = ", ".join(STANDS_FOR)
            raise ValueError(f"stands_for: {self.judged_as!r} is none of {known}, so no requirement would be asked")
        return self

    @model_validator(mode="after")
    def _harmless(self) -> "Environment":
        if self.is_production and self.guard.destructive:
            faults = ", ".join(self.guard.destructive)
            raise ValueError(f"guard.destructive: nothing destructive is done to production, and this allows {faults}")
        if self.name == DEFAULT and (elsewhere := list(_elsewhere(self.start))):
            raise ValueError(
                f"start: an environment called {DEFAULT!r} is on this machine, and {', '.join(elsewhere)} is not; "
                "another environment needs another name"
            )
        return self

    @property
    def is_production(self) -> bool:
        """Said by any of its words; one of them may be a mistake."""
        in_production = bool(re.search(r"\bin production\b", self.decides))
        return self.judged_as == PRODUCTION or PRODUCTION in self.name.split("-") or in_production

    @property
    def outlives_the_run(self) -> bool:
        """Whether what a run creates in it is still there when the run has ended."""
        return self.start.outlives_the_run

    @property
    def file(self) -> str:
        """Where it was read."""
        return self._file

    @property
    def judged_as(self) -> str:
        """The environment of the checklists whose requirements it is asked for."""
        return self.stands_for or ("local" if self.name == DEFAULT else self.name)

    @property
    def stages(self) -> tuple[str, ...]:
        """Its stages in their order, in the words of the contract."""
        return tuple(dict.fromkeys(word for word in self.stage_words.values() if word))

    def has(self, capability: str) -> bool:
        without_sign_in = self.sign_in.way != "login" and capability in ("register", "login", "refresh", "logout")
        return capability not in self.absent and not without_sign_in

    def secrets(self) -> dict[str, str]:
        """What the environment variables named here hold, as far as they are set."""
        way = self.sign_in
        names = [*self.credentials.values(), *way.token_variables, way.secret_variable, way.password_key_variable]
        return {name: os.environ[name] for name in names if os.environ.get(name)}


def _elsewhere(start: EmbeddedStart | RunningAlready) -> Iterator[str]:
    """The settings and addresses of a start that lead away from this machine."""
    named = {key: str(value) for key, value in start.settings.items() if key.endswith(("_url", "_host"))}
    for key, address in {**named, **start.addresses}.items():
        if not is_loopback(urlsplit(address if "//" in address else f"//{address}").hostname or ""):
            yield f"{key} ({address})"


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
        loaded = found.model_copy(update=own)
        loaded._file = str(path.resolve())
        return loaded
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
    said = str(problem["msg"]).removeprefix("Value error, ")
    return f"{path}: {said}" if said.startswith(key) else f"{path}: {key}: {said}"


def _model_at(location: tuple[Any, ...]) -> type[BaseModel]:
    """The model whose key was wrong, for the names it does know."""
    kinds: dict[str, type[BaseModel]] = {
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
    }
    for part in reversed(location):
        if part in kinds:
            return kinds[part]
    return Environment
