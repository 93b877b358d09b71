"""One typed settings object for every service, read from PIPELINE_* environment variables."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from pipeline.variables import PREFIX, SettingsError

MIB = 1024 * 1024
ISSUER = "countersign"  # of access tokens; a token of another issuer opens nothing


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("expected an address such as http://127.0.0.1:8000")
    return value.rstrip("/")


def _comma_list(value: object) -> object:
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


Url = Annotated[str, AfterValidator(_http_url)]
CommaList = Annotated[list[str], BeforeValidator(_comma_list)]
Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0)]


class Settings(BaseModel):
    """Each field comes from the variable PIPELINE_<FIELD>; only the services that use a secret need it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    # Where things are
    data_dir: Path = Path("pipeline-data")
    bind_host: str = "127.0.0.1"
    api_url: Url = "http://127.0.0.1:8000"
    api_public_url: Url | None = None  # where browsers reach the API, if that differs
    storage_url: Url = "http://127.0.0.1:5001"
    storage_public_url: Url | None = None  # where browsers reach the storage, if that differs
    llamaparse_url: Url = "http://127.0.0.1:8001"
    openai_url: Url = "http://127.0.0.1:8002/v1"
    monitor_url: Url = "http://127.0.0.1:8004"
    web_url: Url = "http://127.0.0.1:3000"
    postgres_port: int = 5432
    postgres_bin: Path | None = None  # a system PostgreSQL with pgvector, instead of the packaged one
    cors_origins: CommaList = ["http://127.0.0.1:3000", "http://localhost:3000"]
    log_level: str = "INFO"

    # Secrets
    database_url: SecretStr | None = None  # the owner's, for migrations and inspection
    api_database_url: SecretStr | None = None
    worker_database_url: SecretStr | None = None
    jwt_secret: SecretStr | None = None
    webhook_secret: SecretStr | None = None
    storage_key: SecretStr | None = None  # encrypts objects at rest
    service_role_key: SecretStr | None = None  # the API's and workers' own token for the storage
    llamaparse_api_key: SecretStr | None = None
    openai_api_key: SecretStr | None = None

    # What users may do
    max_file_bytes: Count = 25 * MIB
    large_file_bytes: Count = 200 * MIB  # for users whose plan is 'large'
    jobs_per_user: Count = 2
    uploads_per_day: Count = 30
    uploads_per_minute: Count = 60
    polls_per_minute: Count = 10
    questions_per_minute: Count = 60
    sign_ins_per_minute: Count = 10
    client_errors_per_minute: Count = 60
    signed_url_seconds: Count = 300
    upload_grace_seconds: Seconds = 60  # how much longer an upload that began in time may take
    access_token_seconds: Count = 900
    refresh_token_seconds: Count = 30 * 24 * 3600

    # How jobs are processed
    api_processes: Count = 1
    workers: Annotated[int, Field(ge=0)] = 2
    worker_concurrency: Count = 4
    lease_seconds: Seconds = 15
    max_retries: Annotated[int, Field(ge=0)] = 3
    max_takeovers: Count = 10
    retry_base_seconds: Seconds = 3
    breaker_failures: Count = 3  # doubtful failures of a service in a row, after which jobs wait for it
    probe_seconds: Seconds = 5  # how long to wait between attempts to reach a service that is away
    outage_ceiling_seconds: Seconds = 24 * 3600  # how long a job waits for a service before it is given up
    call_timeout_seconds: Seconds = 30
    parse_poll_seconds: Seconds = 5  # how long to wait for a webhook before asking the parser
    parse_timeout_seconds: Seconds = 600
    webhook_tolerance_seconds: Seconds = 300
    webhook_signature_header: str = "X-Webhook-Signature"
    webhook_max_bytes: Count = 32 * MIB

    # How text is cut and embedded
    chunk_characters: Annotated[int, Field(ge=100)] = 1200
    chunk_overlap: Annotated[int, Field(ge=0)] = 150
    embed_model: str = "text-embedding-3-small"
    embed_dimensions: Count = 1536
    embed_batch: Annotated[int, Field(ge=1, le=256)] = 256
    chat_model: str = "gpt-4o-mini"
    parse_cents_per_page: float = 0.3
    embed_cents_per_million_tokens: float = 2.0
    exact_search_chunks: Count = 10_000  # up to this many are searched exactly, more by the index

    # How the monitor watches
    monitor_poll_seconds: Seconds = 5
    monitor_history: Count = 720  # how many looks it keeps: an hour

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.lease_seconds)

    @property
    def storage_link_base(self) -> str:
        """The address that signed URLs start with."""
        return self.storage_public_url or self.storage_url

    @property
    def api_for_browsers(self) -> str:
        return self.api_public_url or self.api_url

    def secret(self, name: str) -> str:
        """The value of a secret; raises SettingsError if it is not set."""
        value: SecretStr | None = getattr(self, name)
        if value is None or not value.get_secret_value():
            raise SettingsError(f"{PREFIX}{name.upper()} is not set; this service cannot start without it")
        return value.get_secret_value()


def load(*needed: str) -> Settings:
    """Settings from the environment, or a SettingsError that names everything wrong or missing."""
    variables = {name: os.environ.get(PREFIX + name.upper()) for name in Settings.model_fields}
    try:
        settings = Settings.model_validate({name: value for name, value in variables.items() if value is not None})
    except ValidationError as error:
        wrong = [f"{PREFIX}{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise SettingsError("wrong settings: " + "; ".join(wrong)) from None
    if settings.chunk_overlap >= settings.chunk_characters:
        raise SettingsError(f"wrong settings: {PREFIX}CHUNK_OVERLAP: must be less than {PREFIX}CHUNK_CHARACTERS")
    missing = [f"{PREFIX}{name.upper()}" for name in needed if not getattr(settings, name)]
    if missing:
        raise SettingsError("missing settings: " + ", ".join(missing) + " (see .env.example)")
    return settings
