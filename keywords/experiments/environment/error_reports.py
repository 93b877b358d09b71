"""How users see errors behind the API, and an answer of the parser that comes after its document was given up."""

import httpx

from keywords.basics.errors import Inconclusive
from keywords.basics.waiting import poll
from keywords.contract.history_reader import moment
from keywords.contract.people import Person, Uploaded, needs
from keywords.contract.querying import rows, value_of
from keywords.contract.webhooks import Parser, event
from keywords.diagnosis.service_logs import lines_of
from keywords.documents.pdf import GeneratedPdf, generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, share
from keywords.evidence.steps import step
from keywords.experiments.documents.facts import in_text, share_of_facts
from keywords.experiments.documents.outcomes import ended, plain
from keywords.experiments.documents.samples import pages_of
from keywords.experiments.environment.tracing import EVENTS, correlated
from keywords.experiments.failures.bad_days import GENERIC
from keywords.experiments.failures.outage import everything_since, judged, steady
from keywords.experiments.interfaces.webhook_calls import PARSER_JOB
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.figures.outage_figures import HISTORY, observe_history
from keywords.figures.outage_record import AWAY
from keywords.history.records import DEADLETTER, ERROR
from keywords.running.catalogue import experiment
from keywords.world import World

POLLS_FAIL = Fault("weather", "llamaparse", {"mode": "malformed", "paths": ["/api/v2/parse/"], "webhook": "lost"})
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
def errors_as_users_see_them(world: World) -> None:
    """The parser answers nonsense until a document is given up, and before that the model and the storage fail in turn.

    Each error reaches the user with its own code and correlation id; a person recovers the dead letter.
    """
    needs(world.environment, "correlation_ids", "events", "webhook", "search", "chat")
    with world.lent() as here:
        report_errors(here)


def report_errors(here: World) -> None:
    """A document is given up while other calls fail; its text arrives late; a person retries it."""
    steady(here)
    person, began, cases = here.person(), moment(here.database()), Cases()
    known = person.upload(generate(f"{began} known", pages=1))
    person.wait_for_end(known)
    document = generate(f"{began} given up", pages=1)
    with injected(here, POLLS_FAIL):
        with correlated(person) as wanted:
            uploaded = person.upload(document)
        check_other_errors(here, person, known, cases)
        end = person.wait_for_end(uploaded)
        if end["state"] != DEADLETTER:
            raise Inconclusive(f"{POLLS_FAIL} did not last until the document was given up; it ended {end['state']}")
        check_dead_letter(here, uploaded, wanted, end["last_error"], cases)
        share("errors reported correctly", cases)
        answer_late(here, person, uploaded, document)
    dead = person.wait_for_end(uploaded)["state"] == DEADLETTER  # unless the late answer revived it
    if dead:
        person.retry(uploaded.job_id)
    recovered = [ended(person.wait_for_end(uploaded))] if dead else []
    share("dead letters recovered by hand", recovered)
    text = plain(person.content(uploaded.document_id))
    share_of_facts("facts in the parsed text", document.facts, lambda fact: in_text(fact.answer, text, uploaded))
    observe_history(judged(here, everything_since(here, [known, uploaded], began)))


@step("Call what needs the failing services")
def check_other_errors(here: World, person: Person, known: Uploaded, cases: Cases) -> None:
    """Check how the API refuses calls that need the model or the storage while these fail."""
    question = known.document.facts[0].question
    with injected(here, MODEL_FAILS), correlated(person) as wanted:
        search = person.call("search", {"question": question, "k": 3})
        chat = person.call("chat", {"message": question})
        model = {
            check_refusal(cases, person, "a search without the model", search, wanted),
            check_refusal(cases, person, "a question without the model", chat, wanted),
        }
    with injected(here, STORAGE_REFUSES), correlated(person) as wanted:
        content = person.call("content", document_id=known.document_id)
        announced = person.announce(generate(f"{person.user_id} refused", pages=1))
        storage = {
            check_refusal(cases, person, "a text without the storage", content, wanted),
            check_refusal(cases, person, "an upload without the storage", announced, wanted),
        }
    cases.expect("codes that model and storage have in common", set(), model & storage)


def check_refusal(cases: Cases, person: Person, what: str, answer: httpx.Response, wanted: str) -> str:
    """Check that a refusal says what is away, when to retry, and its correlation id; return its code."""
    cases.expect(f"{what}: status", AWAY, answer.status_code)
    cases.expect(f"{what}: says when to retry", True, answer.headers.get("Retry-After", "").isdigit())
    refusal = person.refusal(answer)
    cases.expect(f"{what}: its correlation id", wanted, refusal["correlation_id"])
    check_explanation(cases, what, refusal["code"], refusal["message"])
    return str(refusal["code"])


def check_explanation(cases: Cases, what: str, code: str, message: str) -> None:
    cases.expect(f"{what}: code {code!r} is specific", True, code not in GENERIC)
    cases.expect(f"{what}: message {message!r} is a sentence", True, " " in message.strip())


@step("Compare what job, events and log say")
def check_dead_letter(here: World, uploaded: Uploaded, wanted: str, error: dict[str, str], cases: Cases) -> None:
    """Check that job, events and the worker's log agree on the error, under the correlation id of the user."""
    what, code = "a dead letter", error["code"]
    check_explanation(cases, what, code, error["message"])
    ids = {seen for kind, _, seen, _ in rows(here, EVENTS, uploaded.document_id) if kind == ERROR}
    cases.expect(f"{what}: correlation ids of its events", {wanted}, ids)
    logs = [here.stack.logs(name) for name in here.stack.names("worker")]
    lines = [line for log in logs for line in lines_of("worker", log)]
    logged = {line.value("message") for line in lines if line.value("correlation_id") == wanted}
    cases.expect(f"{what}: code in the worker's log under its correlation id", True, code in logged)


@step("Send the parser's answer late")
def answer_late(world: World, person: Person, uploaded: Uploaded, document: GeneratedPdf) -> None:
    """Send the parser's genuine answer; observe whether it revives the dead letter before a person decides."""
    parser_job = value_of(world, PARSER_JOB, uploaded.job_id)
    answer = Parser(world).send(event(parser_job, uploaded.document_id, pages_of(document.data)))
    state = poll(lambda: person.job(uploaded.job_id)["state"], lambda seen: seen != DEADLETTER, A_WHILE_SECONDS)
    what = f"after a late answer, which got {answer.status_code}"
    cases = [Case.of(what, DEADLETTER, state, **uploaded.ids)] if parser_job else []
    count("dead letters revived by a late answer", cases)
