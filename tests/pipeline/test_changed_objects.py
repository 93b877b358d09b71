"""Objects that were replaced in storage are neither parsed nor served."""

import pytest

from keywords.documents.pdf import generate
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.jobs import dead_letter, event_codes, retry_now
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.providers import REFUSING, weather
from tests.pipeline.stored_objects import objects

PATHS = "SELECT raw_path, parsed_path FROM upload_pipeline.documents WHERE document_id = $1::uuid"


def replace_object(stack: Stack, upload: Upload, which: str) -> None:
    path = sql(stack.database, PATHS, upload.document_id)[0][which]
    with objects(stack) as storage:
        storage.post(f"/{path}", content=b"another one", headers={"x-upsert": "true"}).raise_for_status()


@pytest.mark.parametrize(("form", "which"), [("markdown", "parsed_path"), ("pdf", "raw_path")])
def test_a_replaced_object_is_not_served(stack: Stack, form: str, which: str) -> None:
    person = Person(stack.urls["api"])
    upload = person.embed(generate(f"served as {form}", pages=1))
    address, wanted = f"/api/v2/documents/{upload.document_id}/content", {"as": form}
    assert person.http.get(address, params=wanted).status_code == 200
    replace_object(stack, upload, which)
    answer = person.http.get(address, params=wanted)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "object_corrupted")


def test_an_upload_replaced_after_validation_is_not_sent_to_the_parser(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["llamaparse"], **REFUSING):
        upload = person.upload(generate("replaced after validation", pages=1))
        eventually(lambda: event_codes(stack, [upload], "retry"), bool, "the worker to call the parser")
        replace_object(stack, upload, "raw_path")
        retry_now(stack, upload)
        assert "not the one that was uploaded" in dead_letter(person, upload, "object_corrupted")
