"""How quickly the API answers a single caller."""

import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import cycle

import httpx

from keywords.contract.answers import body_of, correlation, in_contract_words
from keywords.contract.forging import altered
from keywords.contract.people import needs
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import p95, rate, share, timed, timing
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import process_document
from keywords.running.catalogue import experiment
from keywords.world import World

REQUESTS, EACH, FEWER = 120, 20, 12
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


@experiment("requests to endpoints that write or ask a provider", TIMED, alone=True, each=FEWER)
def requests_that_write(world: World) -> None:
    """A user announces and deletes documents, signs in, renews a session, searches and asks the agent, in turn.

    No bytes are sent, so workers have nothing to do meanwhile.
    """
    person = world.person()
    fact = process_document(person, "beside what is written").document.facts[0]
    documents = iter([generate(f"announced {number}", pages=1) for number in range(FEWER)])
    announced, tokens = list[str](), list[str]()

    def upload() -> httpx.Response:
        answer = person.announce(next(documents))
        announced.append(str(person.parse("upload", answer)["document_id"]))
        return answer

    def log_in() -> httpx.Response:
        answer = person.call("login", {"email": person.email, "password": person.password})
        tokens.append(str(person.parse("login", answer)["refresh_token"]))
        return answer

    calls: dict[str, Callable[[], httpx.Response]] = {
        "upload": upload,
        "delete": lambda: person.call("delete", document_id=announced.pop()),
        "login": log_in,
        "refresh": lambda: person.call("refresh", {"refresh_token": tokens.pop()}),
        "search": lambda: person.call("search", {"question": fact.question, "k": 3}),
        "chat": lambda: person.call("chat", {"message": fact.question, "conversation_id": None}),
    }
    paired = {"delete": "upload", "refresh": "login"}
    names = [name for name in calls if all(map(world.environment.has, (name, paired.get(name, name))))]
    time_calls({name: calls[name] for name in names}, FEWER)


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
    """A user asks in turn for a text, which needs the storage, a search, which needs OpenAI, and a row of a table."""
    needs(world.environment, "content", "search")
    person = world.person()
    uploaded = process_document(person, "of the storage")
    question = {"question": uploaded.document.facts[0].question, "k": 3}
    calls = {
        "content": lambda: person.call("content", document_id=uploaded.document_id),
        "search": lambda: person.call("search", question),
        "document": lambda: person.call("document", document_id=uploaded.document_id),
    }
    time_calls({name: call for name, call in calls.items() if world.environment.has(name)}, REQUESTS // 2)


@experiment("questions to the agent", TIMED, alone=True, requests=REQUESTS // 2)
def questions_to_the_agent(world: World) -> None:
    """A user with three documents asks the agent about one fact after the other, every second time in a conversation.

    Every answer needs the API, the database, and OpenAI twice.
    """
    needs(world.environment, "chat")
    person = world.person()
    uploads = [process_document(person, f"of the agent {number}") for number in range(3)]
    facts = cycle(fact for uploaded in uploads for fact in uploaded.document.facts)
    conversations = cycle([None, person.ask(next(facts).question)["conversation_id"]])

    def ask() -> httpx.Response:
        return person.call("chat", {"message": next(facts).question, "conversation_id": next(conversations)})

    time_calls({"chat": ask}, REQUESTS // 2)


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
