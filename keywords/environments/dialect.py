"""A pipeline's own words for those of the contract: calls, statuses, names in requests and answers, stages, states."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from keywords.basics.quantities import Quantity, nearest
from keywords.history.records import STATES, TYPES

STAGES = [
    "queued",
    "job_validated",
    "parsing",
    "parsed",
    "parse_validated",
    "chunking",
    "chunks_buffered",
    "embedding",
    "embedded",
]
# The parts of the contract that a pipeline may lack.
AboutAccounts = Literal["register", "login", "refresh", "logout", "me"]
AboutDocuments = Literal["job", "jobs", "retry", "document", "documents", "content", "delete"]
OtherCalls = Literal["search", "chat", "live", "webhook", "limits", "health", "ready", "metrics", "openapi"]
NoCalls = Literal["storage", "page", "simulators", "events", "vectors", "buffers", "audit_log", "correlation_ids"]
Capability = Literal[AboutAccounts, AboutDocuments, OtherCalls, NoCalls]
CAPABILITIES = get_args(Capability)
POSTED = ("register", "login", "refresh", "logout", "upload", "retry", "search", "chat")
READ = ("me", "jobs", "job", "documents", "document", "content", "limits", "health", "ready", "metrics", "openapi")
METHODS = dict.fromkeys(POSTED, "POST") | dict.fromkeys(READ, "GET") | {"delete": "DELETE"}


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Path = Annotated[str, Field(pattern="^/")]


class Paths(Part):
    register_: Annotated[Path, Field(alias="register")] = "/register"
    login: Path = "/login"
    refresh: Path = "/refresh"
    logout: Path = "/logout"
    me: Path = "/me"
    upload: Path = "/api/v2/upload"
    limits: Path = "/api/v2/upload/limits"
    jobs: Path = "/api/v2/jobs"
    job: Path = "/api/v2/jobs/{job_id}"
    retry: Path = "/api/v2/jobs/{job_id}/retry"
    documents: Path = "/api/v2/documents"
    document: Path = "/api/v2/documents/{document_id}"
    content: Path = "/api/v2/documents/{document_id}/content"
    delete: Path = "/api/v2/documents/{document_id}"
    search: Path = "/api/v2/search"
    chat: Path = "/chat"
    live: Path = "/ws/jobs"
    webhook: Path = "/webhooks/llamaparse"
    health: Path = "/health"
    ready: Path = "/ready"
    metrics: Path = "/metrics"
    openapi: Path = "/openapi.json"

    def of(self, call: str, **ids: str) -> str:
        path: str = getattr(self, "register_" if call == "register" else call)
        return path.format(**ids)


class Success(Part):
    """The status of a successful answer to each call."""

    register_: Annotated[int, Field(alias="register")] = 201
    login: int = 200
    refresh: int = 200
    logout: int = 204
    me: int = 200
    upload: int = 201
    put: int = 200
    limits: int = 200
    jobs: int = 200
    job: int = 200
    retry: int = 202
    documents: int = 200
    document: int = 200
    content: int = 200
    delete: int = 204
    search: int = 200
    chat: int = 200
    health: int = 200
    ready: int = 200
    metrics: int = 200
    openapi: int = 200

    def of(self, call: str) -> int:
        status: int = getattr(self, "register_" if call == "register" else call)
        return status


class Refusals(Part):
    """The status of a refusal, by reason."""

    unauthorized: int = 401
    hidden: int = 404  # another user's, or it does not exist
    conflict: int = 409
    too_large: int = 413
    wrong_type: int = 415
    malformed: int = 422
    too_many: int = 429


# A word of the contract -> where the pipeline has it, with dots into nested JSON. '.' is the whole, '' is nowhere.
# `list` leads to a list, and `inside` to the beginning of a single job or document.
Words = dict[str, Any]


def _alike(words: str, below: str = "") -> Words:
    """Words that the pipeline has under the same names."""
    return {word: f"{below}{word}" for word in words.split()}


_ACCOUNT = _alike("email password")
_SESSION = {**_alike("access_token refresh_token expires_in"), "user": _alike("user_id email", "user.")}
SENDS: Words = {
    "register": _ACCOUNT,
    "login": _ACCOUNT,
    "refresh": _alike("refresh_token"),
    "upload": _alike("filename bytes_len mime sha256 ocr"),
    "search": _alike("question k"),
    "chat": _alike("message conversation_id"),
    "page": _alike("limit offset"),  # of a list, in the query
}
ANSWERS: Words = {
    "register": _SESSION,
    "login": _SESSION,
    "refresh": _SESSION,
    "me": _alike("user_id email"),
    "upload": _alike("job_id document_id signed_url upload_expires_at"),
    "limits": _alike(
        "max_file_bytes large_file_bytes jobs_at_once uploads_per_day uploads_per_minute polls_per_minute "
        "signed_url_seconds mime_types"
    ),
    "jobs": {"list": "jobs", "next": "next_offset"},  # each as in `job`
    "job": {
        "inside": ".",
        **_alike("job_id document_id stage state retry_count cost_cents created_at updated_at finished_at"),
        "progress": _alike("stage_pct total_pct", "progress."),
        "last_error": _alike("code message stage at", "last_error."),
    },
    "documents": {"list": "documents", "next": "next_offset"},  # each as in `document`
    "document": {
        "inside": ".",
        **_alike("document_id job_id filename mime bytes_len file_sha256 parsed_sha256 chunks processing_status"),
        **_alike("created_at updated_at"),
    },
    "search": {"list": "results"},  # each as in `passage`
    "chat": _alike("answer sources conversation_id"),  # each source as in `passage`
    "passage": _alike("chunk_id document_id filename chunk_ord text score"),
    "live": _alike("type cursor job_id document_id stage state code message"),  # a message of the WebSocket
    "health": _alike("status"),  # "healthy" when all is well
    "ready": _alike("dependencies"),  # name -> state, which is "available" when all is well
    "content": {"text": "."},  # if the answer is not JSON, '.' is its text
    "error": _alike("code message correlation_id", "error."),
}


def merged(standard: Words, own: Mapping[str, Any], key: str) -> Words:
    """The standard words, with the pipeline's own in their place. Words unknown to the contract are refused."""
    for word, place in own.items():
        where = f"{key}.{word}"
        if word not in standard:
            raise ValueError(f"{where}: the contract has no such word{nearest(str(word), list(standard))}")
        expected = dict if isinstance(standard[word], dict) else str
        if not isinstance(place, expected):
            raise ValueError(f"{where}: expected {'a table of words' if expected is dict else 'a place, as text'}")
    return {
        word: merged(place, own.get(word, {}), f"{key}.{word}") if isinstance(place, dict) else own.get(word, place)
        for word, place in standard.items()
    }


def _translation(known: list[str], kind: str) -> BeforeValidator:
    """Validates a table from the pipeline's words to the contract's, or '' for none. A list translates to itself."""

    def checked(content: object) -> object:
        table = {word: word for word in content} if isinstance(content, list) else content
        for word in table.values() if isinstance(table, dict) else ():
            if word and word not in known:
                raise ValueError(f"the contract has no {kind} {word!r}{nearest(str(word), known)}")
        return table

    return BeforeValidator(checked)


# The pipeline's word -> the contract's. Stages stand in the order that documents pass them.
Stages = Annotated[dict[str, str], _translation(STAGES, "stage")]
States = Annotated[dict[str, str], _translation(sorted(STATES), "state")]
EventTypes = Annotated[dict[str, str], _translation(sorted(TYPES), "type of event")]
Sends = Annotated[Words, BeforeValidator(lambda own: merged(SENDS, own, "sends"))]
Answers = Annotated[Words, BeforeValidator(lambda own: merged(ANSWERS, own, "answers"))]


class SendingBytes(Part):
    """How the bytes travel: to the signed URL in the answer to the announcement, or together with the announcement."""

    way: Literal["put", "multipart"] = "put"
    headers: dict[str, str] = {}  # besides the length
    field: str = "file"  # of the multipart form; its other fields are the announcement
    content_type: str = ""  # of the PUT; none if empty


def _span(text: str) -> str:
    Quantity.parse(text).to("s")
    return text


class Promises(Part):
    """What the pipeline promises about its work. Histories are judged by it."""

    max_retries: Annotated[int, Field(ge=0)] = 3
    retry_base_seconds: Annotated[float, Field(ge=0)] = 3.0
    vector_dim: Annotated[int, Field(gt=0)] = 1536
    claims_told: bool = True  # events name the worker and its fence
    waits_out: Annotated[str, AfterValidator(_span)] = "24 h"  # the longest absence of a service without a dead letter

    @property
    def waits_out_seconds(self) -> float:
        return Quantity.parse(self.waits_out).to("s").value
