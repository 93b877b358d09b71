"""The parser's webhooks: that they arrive, what they do, and which are turned away."""

import statistics
import time
from contextlib import suppress
from uuid import uuid4

from keywords.basics.waiting import eventually
from keywords.contract import simulators
from keywords.contract.histories import records_of
from keywords.contract.querying import value_of
from keywords.contract.webhooks import Parser, event, signature
from keywords.documents.pdf import generate
from keywords.evidence.cases import Cases
from keywords.evidence.observing import figure
from keywords.experiments.documents.outcomes import note_ends
from keywords.experiments.interfaces.providers import key, parse
from keywords.faults.fault import Fault
from keywords.faults.injecting import injected
from keywords.figures.pipeline_history import judge_history
from keywords.running.catalogue import experiment
from keywords.world import World

DOCUMENTS, REPEATS, LONG_AGO = 6, 60, 24 * 3600
POLLED = "/api/v2/parse/"
POLLS = "GET /api/v2/parse/{id}"
PARSER_JOB = "SELECT parser_job_id FROM {jobs} WHERE job_id::text = %s"
OURS = "This sentence was brought by the webhook alone: W-4471902."


@experiment(
    "webhooks for six documents",
    ("documents embedded", "webhooks accepted", "texts delivered by webhook"),
    documents=DOCUMENTS,
)
def webhooks_for_six_documents(world: World) -> None:
    """Six documents, one after the other; the parser counts which webhooks were taken, and how often it was asked."""
    person, before = world.person(), simulators.calls(world, "llamaparse")
    ends = [person.wait_for_end(person.upload(generate(f"webhook {n}", pages=1))) for n in range(DOCUMENTS)]
    note_ends(ends)
    after = simulators.calls(world, "llamaparse")
    sent, failed = (after["webhooks"][what] - before["webhooks"][what] for what in ("sent", "failed"))
    polls = asked(after) - asked(before)
    figure(
        "webhooks accepted",
        100 * sent / (sent + failed) if sent + failed else 0,
        of=DOCUMENTS,
        detail=f"{sent} taken, {failed} not",
    )
    figure(
        "texts delivered by webhook",
        100 * max(0, DOCUMENTS - polls) / DOCUMENTS,
        of=DOCUMENTS,
        detail=f"the parser was asked {polls} times",
    )


def asked(told: dict[str, dict[str, dict[str, int]]]) -> int:
    return told["calls"].get(POLLS, {}).get("count", 0)


@experiment(
    "a webhook sent by Countersign",
    ("documents embedded", "webhook sentence in the text", "webhooks judged correctly", "history violations"),
)
def webhook_of_our_own(world: World) -> None:
    """The parser is kept from telling; what is not genuine is refused, and what Countersign tells instead counts."""
    from llama_cloud import LlamaCloud

    person, parser, document = world.person(), Parser(world), generate("told by us", pages=1)
    with LlamaCloud(api_key=key(world, "llamaparse"), base_url=world.address("llamaparse")) as llama:
        read = parse(llama, document.filename, b"".join(document.parts())).markdown.pages
    pages = [page.markdown for page in read]
    silent = Fault("weather", "llamaparse", {"webhook": "lost", "mode": "outage", "paths": [POLLED]})
    with injected(world.weather_only(), silent):
        uploaded = person.upload(document)
        parser_job = eventually(
            lambda: value_of(world, PARSER_JOB, uploaded.job_id), bool, f"job {uploaded.job_id} to reach the parser"
        )
        forged = turned_away(world, parser, parser_job, uploaded.document_id)
        taken = parser.send(event(parser_job, uploaded.document_id, [*pages, OURS]))
        forged.expect("a genuine one", True, taken.is_success)
        note_ends([person.wait_for_end(uploaded)])
    forged.observe("webhooks judged correctly")
    figure(
        "webhook sentence in the text",
        person.content(uploaded.document_id).count(OURS),
        of=1,
        detail=f"document {uploaded.document_id}",
    )
    judge_history(world, [uploaded])


def turned_away(world: World, parser: Parser, parser_job: str, document_id: str) -> Cases:
    """What nobody but a forger sends, each refused for its reason."""
    said, cases = world.environment.refusals, Cases()
    false = event(parser_job, document_id, ["A text that nobody has read in this document."])
    stale = event(parser_job, document_id, ["A text of yesterday."], at=time.time() - LONG_AGO)
    malformed = b'{"event_type": "parse.success"}'
    refused = {
        "without a signature": (parser.send(false, ""), said.unauthorized),
        "signed with another secret": (parser.send(false, signature("another secret", false)), said.unauthorized),
        "with the signature of another body": (parser.send(false, signature(parser.secret, stale)), said.unauthorized),
        "of yesterday": (parser.send(stale), said.unauthorized),
        "that is no event": (parser.send(malformed), said.malformed),
    }
    for what, (answer, status) in refused.items():
        cases.expect(f"one {what}", status, answer.status_code)
    return cases


@experiment(
    "sixty late webhooks",
    ("webhook response time p95", "webhooks accepted", "texts changed by late webhooks", "history violations"),
    repeats=REPEATS,
)
def late_webhooks(world: World) -> None:
    """A document is embedded when genuine webhooks about it go on to come, with another text: they are harmless."""
    person, parser = world.person(), Parser(world)
    uploaded = person.upload(generate("told late", pages=2))
    person.wait_for_end(uploaded)
    text, chunks = person.content(uploaded.document_id), len(records_of(world, [uploaded]).chunks)
    samples, taken = [], Cases()
    body = event(f"pjb-{uuid4()}", uploaded.document_id, [OURS])
    for number in range(REPEATS):
        began = time.perf_counter()
        answer = parser.send(body)
        samples.append(1000 * (time.perf_counter() - began))
        taken.expect(f"delivery {number + 1}", True, answer.is_success)
    taken.observe("webhooks accepted")
    figure("webhook response time p95", statistics.quantiles(samples, n=20)[-1], of=REPEATS, samples=samples)
    with suppress(AssertionError):  # nothing changes for as long as it would take to be worked on
        eventually(lambda: person.content(uploaded.document_id), lambda now: now != text, "a change", 1)
    left = person.content(uploaded.document_id), len(records_of(world, [uploaded]).chunks)
    figure(
        "texts changed by late webhooks", int(left != (text, chunks)), of=1, detail=f"document {uploaded.document_id}"
    )
    judge_history(world, [uploaded])
