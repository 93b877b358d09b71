"""How quickly the API answers, one caller at a time."""

import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial

import httpx

from keywords.contract.people import Person, Uploaded, needs
from keywords.documents.pdf import generate
from keywords.evidence.observing import figure
from keywords.running.catalogue import experiment
from keywords.world import World

REQUESTS, EACH = 120, 20
TIMED = ("response time average", "response time p95", "error rate")
Calls = Mapping[str, Callable[[], httpx.Response]]


@experiment("status requests", (*TIMED, "requests answered per second"), requests=REQUESTS)
def status_requests(world: World) -> None:
    """A signed-in user asks for the list of jobs again and again, alone."""
    person, began = world.person(), time.monotonic()
    time_calls({"jobs": lambda: person.call("jobs")}, REQUESTS)
    rate = REQUESTS / (time.monotonic() - began)
    figure("requests answered per second", rate, of=REQUESTS)


@experiment("health requests", TIMED, requests=REQUESTS)
def health_requests(world: World) -> None:
    """Somebody asks for the health of the API again and again, as a monitor does, and is told that it is healthy."""
    person = world.person()
    time_calls({"health": lambda: person.call("health")}, REQUESTS)


@experiment("requests to every read-only endpoint", TIMED, each=EACH)
def reading_requests(world: World) -> None:
    """A user with a document calls every endpoint that only reads, in turn."""
    person, uploaded = with_a_document(world, "to be read")
    ids = {"job_id": uploaded.job_id, "document_id": uploaded.document_id}
    calls: dict[str, Callable[[], httpx.Response]] = {
        name: partial(person.call, name, **ids)
        for name in ("me", "limits", "jobs", "job", "documents", "document", "content", "ready")
        if world.environment.has(name)
    }
    time_calls(calls, EACH)


@experiment("requests with valid and invalid tokens", TIMED, each=REQUESTS // 2)
def requests_that_prove_who_asks(world: World) -> None:
    """A token is presented to learn whose it is, and a wrong one is refused, in turn."""
    needs(world.environment, "me")
    person, url = world.person(), world.environment.paths.me
    wrong = world.environment.sign_in.presented(person.token[:-4])
    refused = world.environment.refusals.unauthorized
    calls = {"me": lambda: person.call("me"), "a wrong token": lambda: person.http.get(url, headers=wrong)}
    time_calls(calls, REQUESTS // 2, {"a wrong token": refused})


@experiment("requests that need another service", TIMED, each=REQUESTS // 2)
def requests_that_need_another_service(world: World) -> None:
    """What the API answers by asking others: a text comes from the storage, and a search asks OpenAI for a vector."""
    needs(world.environment, "content", "search")
    person, uploaded = with_a_document(world, "of the storage")
    question = {"question": uploaded.document.facts[0].question, "k": 3}
    calls = {
        "content": lambda: person.call("content", document_id=uploaded.document_id),
        "search": lambda: person.call("search", question),
    }
    time_calls(calls, REQUESTS // 2)


@experiment("questions to the agent", TIMED, requests=REQUESTS // 2)
def questions_to_the_agent(world: World) -> None:
    """A question goes through the API, OpenAI, the database and OpenAI again, and is answered."""
    needs(world.environment, "chat")
    person, uploaded = with_a_document(world, "of the agent")
    question = {"message": uploaded.document.facts[0].question, "conversation_id": None}
    time_calls({"chat": lambda: person.call("chat", question)}, REQUESTS // 2)


def with_a_document(world: World, seed: str) -> tuple[Person, Uploaded]:
    person = world.person()
    uploaded = person.upload(generate(seed, pages=2))
    person.wait_for_end(uploaded)
    return person, uploaded


def time_calls(calls: Calls, each: int, statuses: Mapping[str, int] | None = None) -> None:
    """Make the calls in turn, and observe how long they took, and how many were not answered as they should be."""
    samples, wrong = list[float](), list[str]()
    for _ in range(each):
        for name, call in calls.items():
            began = time.perf_counter()
            answer = call()
            samples.append((time.perf_counter() - began) * 1000)
            wanted = (statuses or {}).get(name)
            if answer.status_code != wanted if wanted else not answer.is_success:
                wrong.append(f"{name}: {answer.status_code}")
    p95, asked = statistics.quantiles(samples, n=20)[-1], len(samples)
    figure("response time average", statistics.fmean(samples), of=asked, samples=samples)
    figure("response time p95", p95, of=asked, samples=samples)
    figure("error rate", 100 * len(wrong) / asked, of=asked, detail="; ".join(wrong[:5]))
