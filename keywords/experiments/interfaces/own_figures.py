"""The pipeline's own figures against its database and the requests made."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loads slowly
    from prometheus_client.metrics_core import Metric
    from prometheus_client.samples import Sample

from keywords.basics import clients
from keywords.basics.errors import Absent
from keywords.basics.waiting import poll
from keywords.contract.people import Person, needs
from keywords.contract.querying import rows
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, possible, ratio
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import process_document
from keywords.running.catalogue import experiment
from keywords.world import World

REQUESTS = 20
JOBS = "SELECT stage, state, count(*) FROM {jobs} GROUP BY stage, state"
OWN = """
SELECT j.job_id::text, j.stage, j.state, j.retry_count::text, j.document_id::text, d.bytes_len::text, d.file_sha256
FROM {jobs} j JOIN {documents} d USING (document_id) WHERE j.document_id::text = ANY(%s)
"""


@experiment(
    "the pipeline's own figures",
    (
        "job counts that differ from the database",
        "requests counted / requests made",
        "answers that differ from the database",
    ),
    requests=REQUESTS,
)
def own_figures(world: World) -> None:
    """Two documents are processed and some requests made; then metrics, API and database are compared."""
    person = world.person()
    if world.environment.has("metrics"):
        figures(world)  # the later readings show if this one is cached
    uploads = [process_document(person, f"figures {n}") for n in range(2)]
    with possible("answers that differ from the database"):
        compare_answers(world, person, [uploaded.document_id for uploaded in uploads])
    needs(world.environment, "metrics")
    compare_job_counts(world)
    compare_request_count(world, person)


@step("Compare answers with the database")
def compare_answers(world: World, person: Person, document_ids: list[str]) -> None:
    """Observe which fields of jobs and documents differ between the API and the database."""
    stages, states = world.environment.stage_words, world.environment.state_words
    cases = Cases()
    for job_id, stage, state, retries, document_id, length, sha256 in rows(world, OWN, document_ids):
        job, document = person.job(job_id), person.document(document_id)
        pairs = {
            "stage": (stages.get(stage, stage), job.get("stage")),
            "state": (states.get(state, state), job.get("state")),
            "retry_count": (retries, job.get("retry_count")),
            "document_id": (document_id, job.get("document_id")),
            "bytes_len": (length, document.get("bytes_len")),
            "file_sha256": (sha256, document.get("file_sha256")),
        }
        for word, (row, answer) in pairs.items():
            if answer is not None:
                cases.expect(word, str(row), str(answer), job=job_id, document=document_id, user=person.user_id)
    count("answers that differ from the database", cases)


def families(world: World) -> list["Metric"]:
    answer = clients.get(world.address("api") + world.environment.paths.metrics)
    if answer.status_code != world.environment.success.metrics:
        raise AssertionError(f"the request for the metrics was answered {answer.status_code}")
    from prometheus_client.parser import text_string_to_metric_families

    return list(text_string_to_metric_families(answer.text))


def figures(world: World) -> list["Sample"]:
    return [sample for family in families(world) for sample in family.samples]


@step("Compare the metrics of jobs with the database")
def compare_job_counts(world: World) -> None:
    """Observe which job counts differ between metrics and database, at a moment when no job changes."""

    def look() -> tuple[bool, Counter[tuple[str, str]], Counter[tuple[str, str]]]:
        before, counts, after = in_rows(world), by_stage_and_state(figures(world)), in_rows(world)
        return before == after, counts, after

    with possible("job counts that differ from the database"):
        still, counts, stored = poll(look, lambda seen: seen[0], 30)
        if not counts and not any("job" in family.name for family in families(world)):
            raise Absent(f"the metrics of {world.environment.name} do not count jobs")
        cases = [Case.of(f"jobs in {' '.join(key)}", stored[key], counts[key]) for key in sorted({*counts, *stored})]
        why = None if still else "jobs went on changing"
        count("job counts that differ from the database", cases if still else [], detail=why)


def in_rows(world: World) -> Counter[tuple[str, str]]:
    return Counter({(stage, state): jobs for stage, state, jobs in rows(world, JOBS)})


def by_stage_and_state(samples: Iterable["Sample"]) -> Counter[tuple[str, str]]:
    jobs: Counter[tuple[str, str]] = Counter()
    for sample in samples:
        if {"stage", "state"} <= set(sample.labels):
            jobs[sample.labels["stage"], sample.labels["state"]] += int(sample.value)
    return jobs


@step("Compare the metrics of requests with the requests made")
def compare_request_count(world: World, person: Person) -> None:
    """Observe whether the metrics count each request once, under its path."""
    path = world.environment.paths.of("me")
    with possible("requests counted / requests made"):
        before = counted(figures(world), path)
        for _ in range(REQUESTS):
            person.me()
        after = poll(lambda: counted(figures(world), path), lambda seen: seen - before >= REQUESTS, 5)
        if not after:
            raise Absent(f"the metrics of {world.environment.name} do not count requests by path")
        made = [Case.judged(f"GET {path}", True, user=person.user_id) for _ in range(REQUESTS)]
        ratio("requests counted / requests made", after - before, REQUESTS, made)


def counted(samples: Iterable["Sample"], path: str) -> float:
    return sum(sample.value for sample in samples if sample.name.endswith("_total") and path in sample.labels.values())
