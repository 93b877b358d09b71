"""The operator's commands for what was given up: see it, and queue it again."""

from concurrent.futures import ThreadPoolExecutor

from keywords.documents.pdf import generate
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Person
from tests.pipeline.test_bad_input import dies, weather

AUDITED = "SELECT object, actor, details FROM upload_pipeline.audit_log WHERE origin = 'operator' AND object = ANY ($1)"


def test_an_operator_sees_dead_letters_and_queues_those_of_one_code_again(stack: Stack) -> None:
    stack.cli("reset")
    assert stack.cli("letters").stdout == "no dead letters\n"
    person, documents = Person(stack.urls["api"]), [generate(f"letters {n}", pages=1) for n in range(3)]
    with weather(stack.urls["openai"], mode="outage"):
        uploads = [person.upload(document) for document in documents]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda upload: dies(person, upload, "embedder_unavailable"), uploads))
        told = stack.cli("letters").stdout
    assert told.split(maxsplit=2) == ["3", "embedder_unavailable", "The model is away.\n"]
    assert stack.cli("requeue", "parser_unavailable").stdout == "queued again: 0\n"
    assert stack.cli("requeue", "no_text", "embedder_unavailable").stdout == "queued again: 3\n"
    assert_clean(stack, uploads)
    assert stack.cli("requeue").stdout == "queued again: 0\n", "what is done stays done"
    audited = sql(stack.database, AUDITED, [f"job:{upload.job_id}" for upload in uploads])
    assert len(audited) == 3
    assert {row["actor"] for row in audited} == {None}
