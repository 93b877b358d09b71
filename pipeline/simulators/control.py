"""Assembles a simulated provider: its application, its key, its weather and the control endpoints."""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.counting import Counting
from pipeline.serving import Correlation, Refusal, refuse
from pipeline.simulators.provider import HEALTH, BearerKey, Counted, Meter, Problem, body_of, validated
from pipeline.simulators.weather import Sky, Spoiler, WeatherLayer


def simulator(
    app: Starlette,
    *,
    key: str,
    problem: Problem,
    meter: Meter,
    sky: Sky,
    spoiler: Spoiler,
    reset: Callable[[], Awaitable[None]],
) -> ASGIApp:
    """The complete provider; the weather never affects control and health."""
    control = control_application(sky, meter, reset)
    provider = Counted(WeatherLayer(BearerKey(app, key, problem), sky, spoiler, problem), meter, app.routes)

    async def choose(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == HEALTH:
            await app(scope, receive, send)
        elif scope["path"].startswith("/control/"):
            await control(scope, receive, send)
        else:
            await provider(scope, receive, send)

    return Correlation(Counting(choose))


def control_application(sky: Sky, meter: Meter, reset: Callable[[], Awaitable[None]]) -> Starlette:
    async def read_weather(_request: Request) -> Response:
        return JSONResponse(sky.reading())

    async def change_weather(request: Request) -> Response:
        sky.change(validated(type(sky.fair), await body_of(request)))
        return JSONResponse(sky.reading())

    async def clear_weather(_request: Request) -> Response:
        sky.change(sky.fair)
        return JSONResponse(sky.reading())

    async def read_calls(_request: Request) -> Response:
        return JSONResponse(meter.reading())

    async def zero_calls(_request: Request) -> Response:
        meter.zero()
        return JSONResponse(meter.reading())

    async def start_afresh(_request: Request) -> Response:
        sky.change(sky.fair)
        await reset()
        meter.zero()
        return JSONResponse({"status": "reset"})

    return Starlette(
        routes=[
            Route("/control/weather", read_weather),
            Route("/control/weather", change_weather, methods=["PUT"]),
            Route("/control/weather", clear_weather, methods=["DELETE"]),
            Route("/control/calls", read_calls),
            Route("/control/calls", zero_calls, methods=["DELETE"]),
            Route("/control/reset", start_afresh, methods=["POST"]),
        ],
        exception_handlers={Refusal: refuse},
    )
