"""The weather over the simulated providers: its effect on answers and webhooks, and how it clears."""

import json
import math
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import openai
import pytest
from llama_cloud import APIResponseValidationError, LlamaCloud
from openai import OpenAI

from tests.pipeline.people import eventually
from tests.pipeline.simulated import Listener, Simulator, pdf

pytest_plugins = ["tests.pipeline.simulator_fixtures"]
MODEL = "text-embedding-3-small"


@pytest.fixture(autouse=True)
def fair_weather(model: Simulator, parser: Simulator) -> Iterator[None]:
    """Reset both providers before and after each test."""
    model.reset()
    parser.reset()
    yield
    model.reset()
    parser.reset()


def embed(ai: OpenAI, *texts: str) -> list[list[float]]:
    return [item.embedding for item in ai.embeddings.create(model=MODEL, input=list(texts)).data]


def parse(llama: LlamaCloud, text: str, listener: Listener | None = None) -> str:
    hooks = [{"webhook_url": f"{listener.url}/hook"}] if listener else []
    upload = ("a.pdf", pdf(text), "application/pdf")
    configured: Any = {"webhook_configurations": hooks}
    job_id = llama.parsing.create(upload_file=upload, tier="fast", version="latest", **configured).id
    eventually(lambda: llama.parsing.get(job_id).job.status, lambda status: status == "COMPLETED", "the job to end")
    return job_id


def markdown(llama: LlamaCloud, job_id: str) -> str:
    seen = llama.parsing.get(job_id, expand=["markdown"])
    assert seen.markdown
    page = seen.markdown.pages[0]
    assert page.success
    return page.markdown


def announced_jobs(listener: Listener) -> list[str]:
    return [json.loads(delivery.body)["data"]["job_id"] for delivery in listener.deliveries]


# --- the control endpoint ---


def test_weather_is_read_changed_and_cleared(model: Simulator, ai: OpenAI) -> None:
    assert model.weather(mode="outage", times=2).json()["times"] == 2
    for _ in range(2):
        with pytest.raises(openai.InternalServerError):
            ai.models.list()
    assert ai.models.list().data
    assert model.call("GET", "/control/weather").json()["times"] == 0
    assert model.call("DELETE", "/control/weather").json()["mode"] == "normal"


@pytest.mark.parametrize(
    ("weather", "named"),
    [
        ({"temperature": 30}, "temperature"),
        ({"mode": "hail"}, "mode"),
        ({"latency_ms": -1}, "latency_ms"),
        ({"error_rate": 2}, "error_rate"),
        ({"error_status": 200}, "error_status"),
        ({"vectors": "long"}, "vectors"),
        ([], "body"),
    ],
)
def test_wrong_weather_is_named(model: Simulator, weather: Any, named: str) -> None:
    refused = model.call("PUT", "/control/weather", json=weather)
    assert refused.status_code == 422
    assert named in refused.json()["error"]["message"]


def test_weather_for_vectors_is_refused_by_the_parser(parser: Simulator) -> None:
    assert parser.weather(vectors="nan").status_code == 422


def test_weather_never_affects_control_and_health_which_need_no_key(model: Simulator, ai: OpenAI) -> None:
    model.weather(mode="outage")
    assert httpx.get(f"{model.root}/health", timeout=30).status_code == 200
    assert httpx.get(f"{model.root}/control/calls", timeout=30).status_code == 200
    with pytest.raises(openai.InternalServerError):
        ai.models.list()


def test_reset_clears_jobs_counts_and_weather(parser: Simulator, llama: LlamaCloud) -> None:
    job_id = parse(llama, "To be emptied.")
    assert parser.call("GET", "/control/calls").json()["credits"] == 1
    parser.weather(mode="outage")
    parser.reset()
    assert parser.call("GET", f"/api/v2/parse/{job_id}").status_code == 404
    reading = parser.call("GET", "/control/calls").json()
    assert reading["credits"] == 0
    assert reading["calls"] == {"GET /api/v2/parse/{id}": {"count": 1, "errors": 1}}


# --- whole answers ---


def test_latency_delays_every_answer_and_jitter_adds_to_it(model: Simulator, ai: OpenAI) -> None:
    model.weather(latency_ms=150, jitter_ms=50)

    def seconds() -> float:
        started = time.monotonic()
        ai.models.list()
        return time.monotonic() - started

    taken = [seconds()]
    while min(taken) >= 1 and len(taken) < 20:  # the machine may hold up a call
        taken.append(seconds())
    assert 0.15 <= min(taken) < 1


def test_errors_come_at_their_rate_and_repeat_with_the_same_seed(model: Simulator) -> None:
    def statuses() -> list[int]:
        model.weather(error_rate=0.5, error_status=429, retry_after=7, seed=3).raise_for_status()
        return [model.call("GET", "/v1/models").status_code for _ in range(20)]

    first = statuses()
    assert set(first) == {200, 429}
    assert statuses() == first
    model.weather(error_rate=1.0, error_status=429, retry_after=7)
    assert model.call("GET", "/v1/models").headers["Retry-After"] == "7"
    model.call("DELETE", "/control/weather")


def test_the_sdk_waits_as_asked_and_tries_again(model: Simulator, ai: OpenAI) -> None:
    model.weather(error_rate=1.0, error_status=429, retry_after=0.2, times=1)
    assert ai.with_options(max_retries=1).models.list().data


def test_an_outage_gives_no_retry_after(model: Simulator, ai: OpenAI) -> None:
    model.weather(mode="outage")
    answer = model.call("GET", "/v1/models")
    assert answer.status_code == 503
    assert "Retry-After" not in answer.headers


def test_only_the_named_paths_are_affected(model: Simulator, ai: OpenAI) -> None:
    model.weather(mode="outage", paths=["/v1/chat"])
    assert ai.models.list().data
    with pytest.raises(openai.InternalServerError):
        ai.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "?"}])


def test_hanging_calls_end_when_the_weather_changes(model: Simulator, ai: OpenAI) -> None:
    model.weather(mode="hang")
    with pytest.raises(openai.APITimeoutError):
        ai.with_options(timeout=0.3).models.list()
    seen: list[int] = []
    waiting = threading.Thread(target=lambda: seen.append(model.call("GET", "/v1/models").status_code))
    waiting.start()
    counted = "GET /v1/models"
    eventually(
        lambda: model.call("GET", "/control/calls").json()["calls"].get(counted, {}).get("count"),
        lambda n: n == 2,
        "both calls",
    )
    model.call("DELETE", "/control/weather")
    waiting.join(60)
    assert seen == [504]


def test_a_malformed_answer_is_not_json(model: Simulator, ai: OpenAI) -> None:
    model.weather(mode="malformed")
    answer = model.call("GET", "/v1/models")
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()
    with pytest.raises((openai.APIError, ValueError)):
        embed(ai, "a")


def test_a_truncated_answer_breaks_off(model: Simulator, ai: OpenAI) -> None:
    model.weather(mode="truncated")
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        model.call("GET", "/v1/models")
    with pytest.raises(openai.APIConnectionError):
        embed(ai, "a")
    calls = model.call("GET", "/control/calls").json()["calls"]
    assert calls["GET /v1/models"] == {"count": 1, "errors": 1}


# --- wrong answers ---


def test_vectors_can_be_short_missing_or_not_numbers(model: Simulator, ai: OpenAI) -> None:
    model.weather(vectors="short")
    assert [len(vector) for vector in embed(ai, "a", "b")] == [768, 768]
    model.weather(vectors="missing")
    assert len(embed(ai, "a", "b")) == 1
    model.weather(vectors="nan")
    assert all(math.isnan(vector[0]) for vector in embed(ai, "a", "b"))
    answer = model.call("POST", "/v1/embeddings", json={"model": MODEL, "input": "a", "encoding_format": "float"})
    assert math.isnan(answer.json()["data"][0]["embedding"][0])


def test_vectors_and_answers_can_be_those_of_another_text(model: Simulator, ai: OpenAI) -> None:
    one, two, three = embed(ai, "one", "two", "three")
    content = "Context:\n[1] The pump is blue.\n\nQuestion: Which colour is the pump?"
    model.weather(mode="another_document")
    assert embed(ai, "one", "two", "three") == [three, one, two]
    assert embed(ai, "one") != [one]
    said = ai.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": content}])
    assert "blue" not in (said.choices[0].message.content or "")


def test_the_text_can_be_that_of_another_document(parser: Simulator, llama: LlamaCloud, listener: Listener) -> None:
    parse(llama, "The other one.")
    parser.weather(mode="another_document")
    job_id = parse(llama, "The right one.", listener)
    assert markdown(llama, job_id) == "The other one."
    eventually(lambda: listener.deliveries, bool, "a webhook")
    data = json.loads(listener.deliveries[0].body)["data"]
    assert data["job_id"] == job_id
    assert data["markdown"]["pages"][0]["markdown"] == "The other one."
    parser.call("DELETE", "/control/weather")
    assert markdown(llama, job_id) == "The right one."


def test_the_parser_s_sdk_rejects_malformed_answers(parser: Simulator, llama: LlamaCloud) -> None:
    job_id = parse(llama, "Good.")
    parser.weather(mode="malformed")
    with pytest.raises((APIResponseValidationError, ValueError)):
        llama.parsing.get(job_id)


# --- webhooks ---


def test_a_lost_webhook_never_comes(parser: Simulator, llama: LlamaCloud, listener: Listener) -> None:
    parser.weather(webhook="lost", times=1)
    parse(llama, "Lost.", listener)
    eventually(lambda: parser.call("GET", "/control/weather").json()["times"], lambda left: left == 0, "the loss")
    delivered = parse(llama, "Delivered.", listener)
    eventually(lambda: listener.deliveries, bool, "a webhook")
    assert announced_jobs(listener) == [delivered]


def test_a_repeated_webhook_comes_three_times(parser: Simulator, llama: LlamaCloud, listener: Listener) -> None:
    parser.weather(webhook="repeated")
    parse(llama, "Again.", listener)
    eventually(lambda: len(listener.deliveries), lambda n: n == 3, "3 webhooks")
    assert len({json.loads(delivery.body)["event_id"] for delivery in listener.deliveries}) == 1
    eventually(
        lambda: parser.call("GET", "/control/calls").json()["webhooks"],
        lambda count: count == {"sent": 3, "failed": 0},
        "the count of webhooks",
    )


def test_a_late_webhook_comes_after_its_delay(parser: Simulator, llama: LlamaCloud, listener: Listener) -> None:
    parser.weather(webhook="late", webhook_delay_ms=400)
    job_id = parse(llama, "Late.", listener)
    eventually(lambda: listener.deliveries, bool, "a webhook")
    logged = [json.loads(line) for line in parser.log().splitlines() if job_id in line]
    (ended,) = [datetime.fromisoformat(line["ts"]) for line in logged if line["message"] == "job ended"]
    assert listener.deliveries[0].at - ended.timestamp() >= 0.4


def test_an_unsigned_webhook_has_no_signature(parser: Simulator, llama: LlamaCloud, listener: Listener) -> None:
    parser.weather(webhook="unsigned")
    parse(llama, "Unsigned.", listener)
    eventually(lambda: listener.deliveries, bool, "a webhook")
    assert not {"X-Webhook-Signature", "LC-Signature"} & set(listener.deliveries[0].headers)


def test_an_out_of_order_webhook_comes_after_the_next(parser: Simulator, llama: LlamaCloud, listener: Listener) -> None:
    parser.weather(webhook="out_of_order")
    first, second = parse(llama, "First.", listener), parse(llama, "Second.", listener)
    eventually(lambda: len(listener.deliveries), lambda n: n == 2, "2 webhooks")
    assert announced_jobs(listener) == [second, first]
