"""How quickly the API answers a single caller."""

import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial

import httpx

from keywords.contract.answers import body_of, correlation, in_contract_words
from keywords.contract.people import needs
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import p95, rate, share, timed, timing
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import process_document
from keywords.experiments.interfaces.forged_tokens import altered
from keywords.running.catalogue import experiment
from keywords.world import World

REQUESTS, EACH = 120, 20
HEALTHY = "healthy"
TIMED = ("response time average", "response time p95", "error rate")
Calls = Mapping[str, Callable[[], httpx.Response]]


@experiment("status requests", (*TIMED, "requests answered per second"), alone=True, requests=REQUESTS)
def status_requests(world: World) -> None:
    """A signed-in user with a document asks for the list of jobs again and again."""
    person = world.person()
    process_document(person, "in the list of jobs")
    began = time.monotonic()
    answered = time_calls({"jobs": lambda: person.call("jobs")}, REQUESTS)
    rate("requests answered per second", answered, time.monotonic() - began)


@experiment("health requests", (*TIMED, "answers that call the API healthy"), alone=True, requests=REQUESTS)
def health_requests(world: World) -> None:
    """The health of the API is asked for again and again, as a monitor does, and each answer is read."""
    person, said = world.person(), Cases()

    def ask() -> httpx.Response:
        answer = person.call("health")
        words = in_contract_words("health", body_of(answer), world.environment.answers["health"])
        said.expect("what the API says of itself", HEALTHY, words.get("status"), **correlation(answer))
        return answer

    time_calls({"health": ask}, REQUESTS)
    share("answers that call the API healthy", said)


@experiment("requests to every read-only endpoint", TIMED, alone=True, each=EACH)
def read_only_requests(world: World) -> None:
    """A user with a document calls every endpoint that only reads, in turn."""
    person = world.person()
    uploaded = process_document(person, "to be read")
    ids = {"job_id": uploaded.job_id, "document_id": uploaded.document_id}
    names = ("me", "limits", "jobs", "job", "documents", "document", "content", "ready")
    time_calls({name: partial(person.call, name, **ids) for name in names if world.environment.has(name)}, EACH)


@experiment("requests with valid and invalid tokens", TIMED, alone=True, each=REQUESTS // 2)
def requests_with_tokens(world: World) -> None:
    """A user presents a valid token and an invalid one in turn; the invalid one is refused."""
    needs(world.environment, "me")
    person, url = world.person(), world.environment.paths.me
    head, claims, signature = person.token.split(".")
    wrong = world.environment.sign_in.presented(f"{head}.{claims}.{altered(signature)}")
    refused = world.environment.refusals.unauthorized
    calls = {"me": lambda: person.call("me"), "an invalid token": lambda: person.http.get(url, headers=wrong)}
    time_calls(calls, REQUESTS // 2, {"an invalid token": refused})


@experiment("requests that need another service", TIMED, alone=True, each=REQUESTS // 2)
def requests_that_need_another_service(world: World) -> None:
    """A user asks in turn for a text, which the API reads from storage, and for a search, which needs OpenAI."""
    needs(world.environment, "content", "search")
    person = world.person()
    uploaded = process_document(person, "of the storage")
    question = {"question": uploaded.document.facts[0].question, "k": 3}
    calls = {
        "content": lambda: person.call("content", document_id=uploaded.document_id),
        "search": lambda: person.call("search", question),
    }
    time_calls(calls, REQUESTS // 2)


@experiment("questions to the agent", TIMED, alone=True, requests=REQUESTS // 2)
def questions_to_the_agent(world: World) -> None:
    """A user asks the agent again and again; every answer needs the API, the database, and OpenAI twice."""
    needs(world.environment, "chat")
    person = world.person()
    fact = process_document(person, "of the agent").document.facts[0]
    question = {"message": fact.question, "conversation_id": None}
    time_calls({"chat": lambda: person.call("chat", question)}, REQUESTS // 2)


def time_calls(calls: Calls, each: int, statuses: Mapping[str, int] | None = None) -> Cases:
    """Make the calls in turn; observe their times and the share of wrong answers. Return a case for each answer.

    A call must succeed unless `statuses` names another status for it.
    """
    samples, cases = list[float](), Cases()
    with step("Call again and again", *calls, f"{each} times each"):
        for _ in range(each):
            for name, call in calls.items():
                with timed(samples):
                    answer = call()
                wanted = (statuses or {}).get(name)
                good = answer.status_code == wanted if wanted else answer.is_success
                cases.append(Case.judged(name, good, wanted or "success", answer.status_code, **correlation(answer)))
    with step("Work out times and errors", f"{len(samples)} answers") as done:
        average = timing("response time average", samples, by=statistics.fmean)
        late = timing("response time p95", samples, by=p95)
        wrong = share("error rate", cases)
        done.saw(f"average {average.value:.1f} ms, p95 {late.value:.1f} ms, {wrong.value:g} % errors")
    return cases
