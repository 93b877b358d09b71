"""What a pipeline calls what the contract calls so: calls, statuses, names in requests and answers, stages, states."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from keywords.basics.quantities import nearest
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
# What a pipeline may do without; each is a call, or something that the contract describes.
Capability = Literal[
    "register",
    "login",
    "refresh",
    "logout",
    "me",
    "job",
    "jobs",
    "retry",
    "document",
    "documents",
    "content",
    "delete",
    "search",
    "chat",
    "live",
    "webhook",
    "limits",
    "health",
    "ready",
    "metrics",
    "openapi",
    "storage",
    "page",
    "simulators",
    "events",
    "vectors",
    "buffers",
    "audit_log",
    "correlation_ids",
]
CAPABILITIES = get_args(Capability)
METHODS = {
    "register": "POST",
    "login": "POST",
    "refresh": "POST",
    "logout": "POST",
    "me": "GET",
    "upload": "POST",
    "jobs": "GET",
    "job": "GET",
    "retry": "POST",
    "documents": "GET",
    "document": "GET",
    "content": "GET",
    "delete": "DELETE",
    "search": "POST",
    "chat": "POST",
    "limits": "GET",
    "health": "GET",
    "ready": "GET",
    "metrics": "GET",
    "openapi": "GET",
}


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
    """The status with which a call that went well is answered."""

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
    """The status with which a call is refused, by the reason."""

    unauthorized: int = 401
    hidden: int = 404  # it is another user's, or not there
    conflict: int = 409
    too_large: int = 413
    wrong_type: int = 415
    malformed: int = 422
    too_many: int = 429


# A word of the contract -> the place of it, dotted into nested JSON. '.' is the whole, '' says that there is none.
# A list is found at `list`, and a single job or document begins at `inside`.
Words = dict[str, Any]
_ACCOUNT = {"email": "email", "password": "password"}
_SESSION = {
    "access_token": "access_token",
    "refresh_token": "refresh_token",
    "expires_in": "expires_in",
    "user": {"user_id": "user.user_id", "email": "user.email"},
}
SENDS: Words = {
    "register": _ACCOUNT,
    "login": _ACCOUNT,
    "refresh": {"refresh_token": "refresh_token"},
    "upload": {"filename": "filename", "bytes_len": "bytes_len", "mime": "mime", "sha256": "sha256", "ocr": "ocr"},
    "search": {"question": "question", "k": "k"},
    "chat": {"message": "message", "conversation_id": "conversation_id"},
}
ANSWERS: Words = {
    "register": _SESSION,
    "login": _SESSION,
    "refresh": _SESSION,
    "me": {"user_id": "user_id", "email": "email"},
    "upload": {
        "job_id": "job_id",
        "document_id": "document_id",
        "signed_url": "signed_url",
        "upload_expires_at": "upload_expires_at",
    },
    "limits": {
        "max_file_bytes": "max_file_bytes",
        "large_file_bytes": "large_file_bytes",
        "jobs_at_once": "jobs_at_once",
        "uploads_per_day": "uploads_per_day",
        "uploads_per_minute": "uploads_per_minute",
        "polls_per_minute": "polls_per_minute",
        "signed_url_seconds": "signed_url_seconds",
        "mime_types": "mime_types",
    },
    "jobs": {"list": "jobs"},  # each as in `job`
    "job": {
        "inside": ".",
        "job_id": "job_id",
        "document_id": "document_id",
        "stage": "stage",
        "state": "state",
        "retry_count": "retry_count",
        "cost_cents": "cost_cents",
        "created_at": "created_at",
        "updated_at": "updated_at",
        "finished_at": "finished_at",
        "progress": {"stage_pct": "progress.stage_pct", "total_pct": "progress.total_pct"},
        "last_error": {
            "code": "last_error.code",
            "message": "last_error.message",
            "stage": "last_error.stage",
            "at": "last_error.at",
        },
    },
    "documents": {"list": "documents"},  # each as in `document`
    "document": {
        "inside": ".",
        "document_id": "document_id",
        "job_id": "job_id",
        "filename": "filename",
        "mime": "mime",
        "bytes_len": "bytes_len",
        "file_sha256": "file_sha256",
        "parsed_sha256": "parsed_sha256",
        "chunks": "chunks",
        "processing_status": "processing_status",
        "created_at": "created_at",
        "updated_at": "updated_at",
    },
    "search": {"list": "results"},  # each as in `passage`
    "chat": {"answer": "answer", "sources": "sources", "conversation_id": "conversation_id"},  # sources as `passage`
    "passage": {
        "chunk_id": "chunk_id",
        "document_id": "document_id",
        "filename": "filename",
        "chunk_ord": "chunk_ord",
        "text": "text",
        "score": "score",
    },
    "live": {  # a message of the WebSocket
        "type": "type",
        "cursor": "cursor",
        "job_id": "job_id",
        "stage": "stage",
        "state": "state",
    },
    "health": {"status": "status"},  # "healthy" when all is well
    "ready": {"dependencies": "dependencies"},  # name -> state, which is "available" when all is well
    "content": {"text": "."},  # of an answer that is not JSON, '.' is its text
    "error": {"code": "error.code", "message": "error.message", "correlation_id": "error.correlation_id"},
}


def over(standard: Words, given: Mapping[str, Any], key: str) -> Words:
    """The standard words, with those that were given in their place; a word that the contract lacks is refused."""
    for word, place in given.items():
        where = f"{key}.{word}"
        if word not in standard:
            raise ValueError(f"{where}: the contract has no such word{nearest(str(word), list(standard))}")
        wanted = dict if isinstance(standard[word], dict) else str
        if not isinstance(place, wanted):
            raise ValueError(f"{where}: expected {'a table of words' if wanted is dict else 'a place, as text'}")
    return {
        word: over(place, given.get(word, {}), f"{key}.{word}") if isinstance(place, dict) else given.get(word, place)
        for word, place in standard.items()
    }


def _into(known: list[str], what: str) -> BeforeValidator:
    """Its own words with those of the contract, or '' for none; a list of the contract's own stands for themselves."""

    def checked(given: object) -> object:
        table = {word: word for word in given} if isinstance(given, list) else given
        for word in table.values() if isinstance(table, dict) else ():
            if word and word not in known:
                raise ValueError(f"the contract has no {what} {word!r}{nearest(str(word), known)}")
        return table

    return BeforeValidator(checked)


# Its own word -> the contract's; stages in the order in which a document passes them.
Stages = Annotated[dict[str, str], _into(STAGES, "stage")]
States = Annotated[dict[str, str], _into(sorted(STATES), "state")]
EventTypes = Annotated[dict[str, str], _into(sorted(TYPES), "type of event")]
Sends = Annotated[Words, BeforeValidator(lambda given: over(SENDS, given, "sends"))]
Answers = Annotated[Words, BeforeValidator(lambda given: over(ANSWERS, given, "answers"))]


class SendingBytes(Part):
    """How the bytes travel: to the signed URL that the announcement brought, or together with the announcement."""

    way: Literal["put", "multipart"] = "put"
    headers: dict[str, str] = {}  # beside the length
    field: str = "file"  # of the multipart form; what is announced are its other fields
    content_type: str = ""  # of the PUT; none if empty


class Promises(Part):
    """What the pipeline has promised of its work; histories are held against it."""

    max_retries: Annotated[int, Field(ge=0)] = 3
    retry_base_seconds: Annotated[float, Field(ge=0)] = 3.0
    vector_dim: Annotated[int, Field(gt=0)] = 1536
    claims_told: bool = True  # events name the worker and its fence
