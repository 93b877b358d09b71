"""Objects that somebody else has put in the place of ours are neither parsed nor handed out."""

import httpx
import pytest

from keywords.documents.pdf import generate
from tests.pipeline.conftest import Stack
from tests.pipeline.database import sql
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.test_bad_input import REFUSING, dies, end_wait, weather
from tests.pipeline.test_workers import codes

PATHS = "SELECT raw_path, parsed_path FROM upload_pipeline.documents WHERE document_id = $1::uuid"


def put_another(stack: Stack, upload: Upload, which: str) -> None:
    path = sql(stack.database, PATHS, upload.document_id)[0][which]
    headers = {"Authorization": f"Bearer {stack.secrets['SERVICE_ROLE_KEY']}", "x-upsert": "true"}
    url = f"{stack.urls['storage']}/storage/v1/object/{path}"
    answer = httpx.post(url, content=b"another one", headers=headers, timeout=30)
    answer.raise_for_status()


@pytest.mark.parametrize(("form", "which"), [("markdown", "parsed_path"), ("pdf", "raw_path")])
def test_a_changed_object_is_not_handed_out(stack: Stack, form: str, which: str) -> None:
    person = Person(stack.urls["api"])
    upload = person.embed(generate(f"handed out as {form}", pages=1))
    address, wanted = f"/api/v2/documents/{upload.document_id}/content", {"as": form}
    assert person.http.get(address, params=wanted).status_code == 200
    put_another(stack, upload, which)
    answer = person.http.get(address, params=wanted)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "object_corrupted")


def test_an_upload_that_was_changed_after_it_was_looked_at_is_not_given_to_the_parser(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["llamaparse"], **REFUSING):
        upload = person.upload(generate("changed after it was looked at", pages=1))
        eventually(lambda: codes(stack, [upload], "retry"), bool, "the parser to be asked")
        put_another(stack, upload, "raw_path")
        end_wait(stack, upload)
        assert "not the one that was uploaded" in dies(person, upload, "object_corrupted")
