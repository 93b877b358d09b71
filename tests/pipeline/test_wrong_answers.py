"""Providers that return another document's text or are overloaded: no false text is kept, and calls are few."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from keywords.documents.pdf import generate
from tests.pipeline.clean_history import assert_clean
from tests.pipeline.conftest import QUICK_AND_GENEROUS, Stack, started
from tests.pipeline.jobs import event_codes, upload_batch
from tests.pipeline.people import Person, Upload, eventually
from tests.pipeline.providers import counts, reset_counts, weather


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Leases are long: on a busy machine a job would change workers, and the tests count calls."""
    with started("wrong-answers", **QUICK_AND_GENEROUS | {"lease_seconds": 60}) as found:
        yield found


def dead_letters(person: Person, uploads: list[Upload], code: str) -> list[Upload]:
    """The uploads that became dead letters; fail if one has another code."""
    dead = []
    for upload in uploads:
        job = person.ended(upload)
        if job["state"] == "deadletter":
            assert job["last_error"]["code"] == code
            dead.append(upload)
    return dead


def again(person: Person, uploads: list[Upload]) -> None:
    for upload in uploads:
        assert person.http.post(f"/api/v2/jobs/{upload.job_id}/retry").status_code == 202


@pytest.mark.parametrize("webhook", ["lost", "normal"])
def test_no_document_gets_another_s_text_however_long_the_parser_mixes_them_up(stack: Stack, webhook: str) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls["llamaparse"], mode="another_document", webhook=webhook):
        uploads = upload_batch(person, f"mixed up for good, webhook {webhook}", 4)
        dead = dead_letters(person, uploads, "wrong_document")
    again(person, dead)
    assert_clean(stack, uploads)


def calls_of(stack: Stack, service: str) -> int:
    """How many calls of any kind the provider has counted."""
    return sum(call["count"] for call in counts(stack.urls[service])["calls"].values())


@pytest.mark.parametrize(
    ("service", "code"), [("llamaparse", "parser_rate_limited"), ("openai", "embedder_rate_limited")]
)
def test_an_overloaded_provider_is_not_stormed_and_costs_no_document_a_retry(
    stack: Stack, service: str, code: str
) -> None:
    person = Person(stack.urls["api"])
    with weather(stack.urls[service], error_rate=1.0, error_status=429, retry_after=2):
        reset_counts(stack.urls[service])
        began = time.monotonic()
        uploads = upload_batch(person, f"too much for {service}", 4)
        eventually(lambda: calls_of(stack, service), lambda calls: calls >= len(uploads) + 2, "probes")
        seconds, calls = time.monotonic() - began, calls_of(stack, service)
        assert calls <= len(uploads) + seconds / 2 + 1  # each document once, and then one probe every two seconds
    records = assert_clean(stack, uploads)
    assert set(event_codes(stack, uploads, "retry")) == {code}
    assert {job.retry_count for job in records.jobs} == {0}


def test_polls_that_are_refused_wait_and_recover(stack: Stack) -> None:
    person = Person(stack.urls["api"])
    refused = {"error_rate": 1.0, "error_status": 429, "retry_after": 1, "paths": ["/api/v2/parse/"], "times": 3}
    with weather(stack.urls["llamaparse"], webhook="lost", **refused):
        uploads = upload_batch(person, "polls refused", 2)
        for upload in uploads:
            person.wait(upload)
    assert_clean(stack, uploads)
    assert set(event_codes(stack, uploads, "retry")) == {"parser_rate_limited"}


def test_two_users_whose_documents_the_parser_swaps_get_their_own(stack: Stack) -> None:
    """When a text comes, nothing yet shows that it belongs to the other document, and each retry brings it again."""
    people = [Person(stack.urls["api"]) for _ in range(2)]
    documents = [generate(f"exchanged {n}", pages=2) for n in range(2)]
    with weather(stack.urls["llamaparse"], mode="another_document", webhook="lost"), ThreadPoolExecutor(2) as pool:
        uploads = list(pool.map(lambda person, document: person.upload(document), people, documents))
        dead = [
            dead_letters(person, [upload], "wrong_document") for person, upload in zip(people, uploads, strict=True)
        ]
    for person, mine in zip(people, dead, strict=True):
        again(person, mine)
    assert_clean(stack, uploads)
