"""Errors behind the API on their way to the user, and an answer that comes when its document was given up."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import at_last
from keywords.contract.history_reader import moment
from keywords.contract.people import Person, Uploaded, needs
from keywords.contract.querying import rows, value_of
from keywords.contract.webhooks import Parser, event
from keywords.diagnosis.service_logs import lines_of
from keywords.documents.pdf import GeneratedPdf, generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import figure
from keywords.experiments.documents.outcomes import plain, share_of_facts
from keywords.experiments.documents.samples import pages_of
from keywords.experiments.environment.tracing import EVENTS, HEADER
from keywords.experiments.failures.bad_days import GENERIC
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.experiments.interfaces.webhook_calls import PARSER_JOB
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import HISTORY, observe_history
from keywords.figures.outage_record import AWAY
from keywords.history.records import DEADLETTER, DONE, ERROR
from keywords.running.catalogue import experiment
from keywords.world import World

POLLS_FAIL = Fault(
    "weather",
    "llamaparse",
    {
        "error_rate": 1.0,
        "error_status": 500,
        "paths": ["/api/v2/parse/"],
        "webhook": "lost",
    },
)
MODEL_FAILS = Fault("weather", "openai", {"error_rate": 1.0, "error_status": 500})
STORAGE_REFUSES = Fault("network", "storage", {"refused": True})
A_WHILE_SECONDS = 2  # for which a dead letter is watched


@experiment(
    "errors as the user sees them",
    (
        *HISTORY,
        "errors reported correctly",
        "dead letters revived by a late answer",
        "dead letters recovered by hand",
        "facts in the parsed text",
    ),
    apart=True,
    long=True,
)
def errors_told(world: World) -> None:
    """Parser, model and storage fail one beside the other; each error reaches the user as what it is, with its id."""
    needs(world.environment, "correlation_ids", "events", "webhook", "search", "chat")
    with world.lent() as here:
        follow(here)


def follow(here: World) -> None:
    """A document dies of the parser, while others ask; its text comes late; it is taken up by hand."""
    steady(here)
    person, began, cases = here.person(), moment(here.database()), Cases()
    known = person.upload(generate(f"{began} known", pages=1))
    person.wait_for_end(known)
    document = generate(f"{began} given up", pages=1)
    with injected(here, POLLS_FAIL):
        with correlated(person) as wanted:
            uploaded = person.upload(document)
        while_others_fail(here, person, known, cases)
        end = person.wait_for_end(uploaded)
        if end["state"] != DEADLETTER:
            raise Inconclusive(f"{POLLS_FAIL} did not last until the document was given up; it ended {end['state']}")
        told_of_the_dead(here, uploaded, wanted, end["last_error"], cases)
        cases.observe("errors reported correctly")
        told_late(here, person, uploaded, document)
    by_hand = person.wait_for_end(uploaded)["state"] == DEADLETTER  # one that was revived has come to its own end
    if by_hand:
        person.retry(uploaded.job_id)
    recovered = by_hand and person.wait_for_end(uploaded)["state"] == DONE
    figure("dead letters recovered by hand", 100 * recovered, of=int(by_hand))
    text = plain(person.content(uploaded.document_id))
    share_of_facts("facts in the parsed text", document.facts, lambda fact: fact.answer in text)
    observe_history(judged(here, everything_since(here, [known, uploaded], began)))


@contextmanager
def correlated(person: Person) -> Iterator[str]:
    """Within the block all that they ask for carries this correlation id."""
    wanted = f"countersign-{uuid4()}"
    person.http.headers[HEADER] = wanted
    try:
        yield wanted
    finally:
        del person.http.headers[HEADER]


def while_others_fail(here: World, person: Person, known: Uploaded, cases: Cases) -> None:
    """What a user is told of the model and of the storage."""
    question = {"question": known.document.facts[0].question, "k": 3}
    with injected(here, MODEL_FAILS), correlated(person) as wanted:
        found, answered = person.call("search", question), person.call("chat", {"message": question["question"]})
        model = {
            told(cases, person, "a search without the model", found, wanted),
            told(cases, person, "a talk without the model", answered, wanted),
        }
    with injected(here, STORAGE_REFUSES), correlated(person) as wanted:
        content = person.call("content", document_id=known.document_id)
        announced = person.announce(generate(f"{person.user_id} refused", pages=1))
        storage = {
            told(cases, person, "a text without the storage", content, wanted),
            told(cases, person, "an upload without the storage", announced, wanted),
        }
    cases.expect("codes that model and storage have in common", set(), model & storage)


def told(cases: Cases, person: Person, what: str, answer: httpx.Response, wanted: str) -> str:
    """The code of a refusal, which has to say what is away, for how long, and under which id it was noted."""
    cases.expect(f"{what}: status", AWAY, answer.status_code)
    cases.expect(f"{what}: says when to come again", True, answer.headers.get("Retry-After", "").isdigit())
    said = person.refusal(answer)
    cases.expect(f"{what}: its correlation id", wanted, said["correlation_id"])
    explained(cases, what, said["code"], said["message"])
    return str(said["code"])


def explained(cases: Cases, what: str, code: str, message: str) -> None:
    cases.expect(f"{what}: code {code!r} is of its own", True, code not in GENERIC)
    cases.expect(f"{what}: message {message!r} is a sentence", True, " " in message.strip())


def told_of_the_dead(here: World, uploaded: Uploaded, wanted: str, error: dict[str, str], cases: Cases) -> None:
    """What its user sees is what its events say, and what the worker has logged under the user's own id."""
    what, code = "a dead letter", error["code"]
    explained(cases, what, code, error["message"])
    ids = {theirs for kind, _, theirs, _ in rows(here, EVENTS, uploaded.document_id) if kind == ERROR}
    cases.expect(f"{what}: correlation ids of its events", {wanted}, ids)
    logs = [here.stack.logs(name) for name in here.stack.names("worker")]
    lines = [line for log in logs for line in lines_of("worker", log)]
    logged = {line.told("message") for line in lines if line.told("correlation_id") == wanted}
    cases.expect(f"{what}: code in the worker's log under its correlation id", True, code in logged)


def told_late(world: World, person: Person, uploaded: Uploaded, document: GeneratedPdf) -> None:
    """The parser's genuine answer arrives; observe whether the dead letter stays one until a person decides."""
    parser_job = value_of(world, PARSER_JOB, uploaded.job_id)
    answer = Parser(world).send(event(parser_job, uploaded.document_id, pages_of(document.data)))
    state = at_last(lambda: person.job(uploaded.job_id)["state"], lambda seen: seen != DEADLETTER, A_WHILE_SECONDS)
    figure(
        "dead letters revived by a late answer",
        int(state != DEADLETTER),
        of=int(bool(parser_job)),
        detail=f"it was answered {answer.status_code}",
    )
