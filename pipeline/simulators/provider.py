"""What the simulated providers share: the bearer key, refusals in the provider's format, request parsing, counting."""

import hmac
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from pipeline.serving import Refusal

HEALTH = "/health"
Model = TypeVar("Model", bound=BaseModel)
Problem = Callable[[Refusal], Response]  # a refusal in the provider's own error format


@dataclass
class Call:
    count: int = 0
    errors: int = 0


@dataclass
class Webhooks:
    sent: int = 0
    failed: int = 0


@dataclass
class Meter:
    """The calls to a provider, and what they would have cost."""

    unit: str  # what the provider bills: credits, tokens
    units: int = 0
    cost_cents: float = 0.0
    calls: dict[str, Call] = field(default_factory=dict)
    webhooks: Webhooks = field(default_factory=Webhooks)

    def bill(self, units: int, cents: float) -> None:
        self.units += units
        self.cost_cents += cents

    def zero(self) -> None:
        self.units, self.cost_cents, self.calls, self.webhooks = 0, 0.0, {}, Webhooks()

    def reading(self) -> dict[str, Any]:
        return {
            "calls": {name: asdict(call) for name, call in sorted(self.calls.items())},
            self.unit: self.units,
            "cost_cents": round(self.cost_cents, 6),
            "webhooks": asdict(self.webhooks),
        }


class Counted:
    """Counts the calls of each route; an answer that is refused, missing or cut short is an error."""

    def __init__(self, app: ASGIApp, meter: Meter, routes: Sequence[BaseRoute]) -> None:
        self.app, self.meter, self.routes = app, meter, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = self.meter.calls.setdefault(self._name(scope), Call())
        call.count += 1
        status, complete = 0, False

        async def noting(message: Message) -> None:
            nonlocal status, complete
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                complete = not message.get("more_body", False)
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            call.errors += not complete or status >= 400

    def _name(self, scope: Scope) -> str:
        found = next((route for route in self.routes if route.matches(scope)[0] is Match.FULL), None)
        return f"{scope['method']} {found.path}" if found and hasattr(found, "path") else "unknown"


class BearerKey:
    """Lets only requests with the provider's key pass."""

    def __init__(self, app: ASGIApp, key: str, problem: Problem) -> None:
        self.app, self.problem = app, problem
        self._expected = f"Bearer {key}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope).get("authorization", "") if scope["type"] == "http" else ""
        if scope["type"] != "http" or scope["path"] == HEALTH or hmac.compare_digest(given.encode(), self._expected):
            await self.app(scope, receive, send)
        else:
            refusal = Refusal(401, "invalid_api_key", "The API key is missing or wrong.")
            await self.problem(refusal)(scope, receive, send)


def application(
    routes: Sequence[BaseRoute], problem: Problem, lifespan: Lifespan[Starlette] | None = None
) -> Starlette:
    """A Starlette application that refuses in the provider's format."""

    async def refused(_request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            error = Refusal(error.status_code, "http_error", error.detail, error.headers)
        assert isinstance(error, Refusal)  # noqa: S101 (narrows the type that Starlette's signature widens)
        return problem(error)

    return Starlette(routes=routes, exception_handlers={Refusal: refused, HTTPException: refused}, lifespan=lifespan)


async def healthy(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def body_of(request: Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        raise Refusal(400, "invalid_json", "The body is not JSON.") from None


def validated(model: type[Model], value: object, status: int = 422) -> Model:
    """The value as a model, or a refusal that names what is wrong with it."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in error.errors()]
        raise Refusal(status, "invalid_request", "; ".join(wrong)) from None
