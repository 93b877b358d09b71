"""The parser's webhooks: whether they arrive, what they change, and which are refused."""

import time
from uuid import uuid4

from keywords.basics import clients
from keywords.basics.waiting import eventually, poll
from keywords.contract import simulators
from keywords.contract.answers import Answer
from keywords.contract.histories import records_of
from keywords.contract.querying import value_of
from keywords.contract.webhooks import Parser, event, signature
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, measure, p95, share, timed, timing
from keywords.experiments.documents.outcomes import note_ends, process_document
from keywords.experiments.interfaces.providers import key, parse
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.figures.pipeline_history import judge_history
from keywords.running.catalogue import experiment, informs
from keywords.world import World

DOCUMENTS, REPEATS, LONG_AGO = 6, 60, 24 * 3600
A_SECOND = 1  # enough for a webhook to take effect
POLLED = "/api/v2/parse/"
POLLS = "GET /api/v2/parse/{id}"
PARSER_JOB = "SELECT parser_job_id FROM {jobs} WHERE job_id::text = %s"
OURS = "This sentence came with the webhook alone: W-4471902."


@experiment(
    "webhooks for six documents",
    (
        "documents embedded",
        "webhooks accepted",
        "texts delivered by webhook",
    ),
    documents=DOCUMENTS,
)
def webhooks_for_six_documents(world: World) -> None:
    """Six documents are processed one after the other; the parser counts accepted webhooks and polls."""
    person, ends, sent, delivered = world.person(), list[Answer](), Cases(), Cases()
    for number in range(DOCUMENTS):
        before = simulators.calls(world, "llamaparse")
        uploaded = person.upload(generate(f"webhook {number}", pages=1))
        ends.append(person.wait_for_end(uploaded))
        after = simulators.calls(world, "llamaparse")
        accepted, refused = (after["webhooks"][what] - before["webhooks"][what] for what in ("sent", "failed"))
        for good, times in ((True, accepted), (False, refused), (False, int(not (accepted or refused)))):
            sent += [
                Case.judged("a webhook", good, "accepted", f"{accepted} accepted, {refused} not", **uploaded.ids)
            ] * times
        delivered.expect("polls of the parser", 0, polls_in(after) - polls_in(before), **uploaded.ids)
    note_ends(ends)
    share("webhooks accepted", sent)
    share("texts delivered by webhook", delivered)


def polls_in(calls: dict[str, dict[str, dict[str, int]]]) -> int:
    return calls["calls"].get(POLLS, {}).get("count", 0)


@experiment(
    "a webhook sent by Countersign",
    (
        informs("documents embedded", "rows judge the text that the webhook brought, and the history of its document"),
        "webhook sentence in the text",
        "webhooks judged correctly",
        "history violations",
    ),
)
def webhook_sent_by_countersign(world: World) -> None:
    """The parser's own webhook is lost, and Countersign sends forged ones and a genuine one in its place."""
    from llama_cloud import LlamaCloud

    person, parser, document = world.person(), Parser(world), generate("our own webhook", pages=1)
    address, by = world.address("llamaparse"), clients.client(timeout=60)
    with LlamaCloud(api_key=key(world, "llamaparse"), base_url=address, http_client=by) as llama:
        pages = [page.markdown for page in parse(llama, document.filename, b"".join(document.parts())).markdown.pages]
    silent = Fault("weather", "llamaparse", {"webhook": "lost", "mode": "outage", "paths": [POLLED]})
    with injected(world.weather_only(), silent):
        uploaded = person.upload(document)
        parser_job = eventually(
            lambda: value_of(world, PARSER_JOB, uploaded.job_id), bool, f"job {uploaded.job_id} to reach the parser"
        )
        cases = send_forged(world, parser, parser_job, uploaded.document_id)
        genuine = parser.send(event(parser_job, uploaded.document_id, [*pages, OURS]))
        cases.expect("genuine", True, genuine.is_success, **uploaded.ids)
        note_ends([person.wait_for_end(uploaded)])
    share("webhooks judged correctly", cases)
    times = person.content(uploaded.document_id).count(OURS)
    measure("webhook sentence in the text", [times], by=sum, detail=f"document {uploaded.document_id}")
    judge_history(world, [uploaded])


def send_forged(world: World, parser: Parser, parser_job: str, document_id: str) -> Cases:
    """Send webhooks that are not genuine; each must be refused for its reason."""
    refusals, cases = world.environment.refusals, Cases()
    false = event(parser_job, document_id, ["A text that is not in this document."])
    stale = event(parser_job, document_id, ["A text of yesterday."], at=time.time() - LONG_AGO)
    malformed = b'{"event_type": "parse.success"}'
    for what, body, signed, status in (
        ("without a signature", false, "", refusals.unauthorized),
        ("signed with another secret", false, signature("another secret", false), refusals.unauthorized),
        ("with the signature of another body", false, signature(parser.secret, stale), refusals.unauthorized),
        ("of yesterday", stale, None, refusals.unauthorized),
        ("malformed", malformed, None, refusals.malformed),
    ):
        ids = {"document": document_id, "parser_job": parser_job}
        cases.expect(what, status, parser.send(body, signed).status_code, **ids)
    return cases


@experiment(
    "sixty late webhooks",
    ("webhook response time p95", "webhooks accepted", "texts changed by late webhooks", "history violations"),
    alone=True,
    repeats=REPEATS,
)
def late_webhooks(world: World) -> None:
    """Sixty genuine webhooks with another text arrive after their document was embedded; they change nothing."""
    person, parser = world.person(), Parser(world)
    uploaded = process_document(person, "late webhooks")

    def stored() -> tuple[str, int]:
        return person.content(uploaded.document_id), len(records_of(world, [uploaded]).chunks)

    before, samples, accepted = stored(), list[float](), Cases()
    body = event(f"pjb-{uuid4()}", uploaded.document_id, [OURS])
    for number in range(REPEATS):
        with timed(samples):
            answer = parser.send(body)
        accepted.append(
            Case.judged(f"delivery {number + 1}", answer.is_success, seen=answer.status_code, **uploaded.ids)
        )
    share("webhooks accepted", accepted)
    timing("webhook response time p95", samples, by=p95)
    poll(lambda: person.content(uploaded.document_id), lambda text: text != before[0], A_SECOND)
    text, chunks = stored()
    same = (text, chunks) == before
    seen = "as before" if same else f"{chunks} chunks, {text}"
    count("texts changed by late webhooks", [Case.judged("its text", same, "as before", seen, **uploaded.ids)])
    judge_history(world, [uploaded])
