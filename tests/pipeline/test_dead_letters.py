"""The operator's commands for dead letters: list them, and queue them again."""

from concurrent.futures import ThreadPoolExecutor

from keywords.documents.pdf import generate
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.jobs import dead_letter
from tests.pipeline.people import Person
from tests.pipeline.providers import weather

AUDITED = "SELECT object, actor, details FROM upload_pipeline.audit_log WHERE origin = 'operator' AND object = ANY ($1)"


def test_an_operator_lists_dead_letters_and_requeues_them_by_code(stack: Stack) -> None:
    stack.cli("reset")
    assert stack.cli("letters").stdout == "no dead letters\n"
    person, documents = Person(stack.urls["api"]), [generate(f"letters {n}", pages=1) for n in range(3)]
    with weather(stack.urls["openai"], mode="malformed"):
        uploads = [person.upload(document) for document in documents]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda upload: dead_letter(person, upload, "embedder_malformed"), uploads))
        listed = stack.cli("letters").stdout
    assert listed.split(maxsplit=2) == ["3", "embedder_malformed", "The model's answer could not be understood.\n"]
    assert stack.cli("requeue", "parser_unavailable").stdout == "queued again: 0\n"
    assert stack.cli("requeue", "no_text", "embedder_malformed").stdout == "queued again: 3\n"
    assert_clean(stack, uploads)
    assert stack.cli("requeue").stdout == "queued again: 0\n", "a finished job was queued again"
    audited = sql(stack.database, AUDITED, [f"job:{upload.job_id}" for upload in uploads])
    assert len(audited) == 3
    assert {row["actor"] for row in audited} == {None}
