"""The simulated parser as a service: the official SDK, older clients, webhooks, restarts, its log."""

import hashlib
import hmac
import json
import os
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import llama_cloud
import pytest
from llama_cloud import LlamaCloud
from pypdfium2 import PdfDocument

from tests.pipeline.parse_jobs import ended, parsed, sdk_of, start
from tests.pipeline.people import eventually
from tests.pipeline.service_process import running
from tests.pipeline.simulated import KEY, SECRET, Listener, Simulator, listening, pdf

pytest_plugins = ["tests.pipeline.simulator_fixtures"]


def webhook_to(listener: Listener, **more: Any) -> Any:
    return [{"webhook_url": f"{listener.url}/hook", **more}]


# --- clients ---


def test_a_file_is_uploaded_parsed_and_fetched(llama: LlamaCloud) -> None:
    seen = parsed(llama, pdf("# Warranty\n\nThe Zephyr pump is under warranty.", "Second page."))
    assert seen.job.status == "COMPLETED"
    assert [page.page_number for page in seen.markdown.pages] == [1, 2]
    assert seen.markdown.pages[0].markdown.endswith("Warranty\n\nThe Zephyr pump is under warranty.")
    assert seen.markdown.pages[0].markdown.startswith("#")
    assert seen.text.pages[1].text == "Second page."
    assert seen.metadata.pages[0].page_number == 1


def test_a_direct_upload_is_parsed(llama: LlamaCloud) -> None:
    job = llama.parsing.create(upload_file=("a.pdf", pdf("Direct."), "application/pdf"), tier="fast", version="latest")
    assert job.status == "PENDING"
    assert ended(llama, job.id).markdown.pages[0].markdown == "Direct."


def test_a_source_address_is_downloaded(llama: LlamaCloud, listener: Listener, tmp_path: Path) -> None:
    listener.files["/a.pdf"] = tmp_path / "a.pdf"
    listener.files["/a.pdf"].write_bytes(pdf("From afar."))
    job = llama.parsing.create(
        source_url=f"{listener.url}/a.pdf", tier="fast", version="latest", user_metadata={"k": "v"}
    )
    seen = ended(llama, job.id)
    assert seen.markdown.pages[0].markdown == "From afar."
    assert seen.job.user_metadata == {"k": "v"}


def test_an_unreachable_source_fails_with_a_reason(llama: LlamaCloud, listener: Listener) -> None:
    job = llama.parsing.create(source_url=f"{listener.url}/gone.pdf?token=abc", tier="fast", version="latest")
    message = ended(llama, job.id).job.error_message
    assert message.startswith("SOURCE_UNREADABLE: it answered 404")
    assert "token" not in message
    assert len(listener.requested) == 3


def test_a_wrong_key_is_refused(parser: Simulator) -> None:
    stranger = LlamaCloud(api_key="wrong", base_url=parser.url, max_retries=0)
    with stranger, pytest.raises(llama_cloud.AuthenticationError):
        stranger.parsing.get("pjb-x")


def test_an_unknown_job_and_a_wrong_request_are_refused(llama: LlamaCloud) -> None:
    with pytest.raises(llama_cloud.NotFoundError):
        llama.parsing.get("pjb-unknown")
    with pytest.raises(llama_cloud.UnprocessableEntityError, match="either file_id or source_url"):
        llama.parsing.create(tier="fast", version="latest")
    with pytest.raises(llama_cloud.UnprocessableEntityError, match="tier"):
        llama.parsing.create(tier="best", version="latest", source_url="http://127.0.0.1/a.pdf")


def test_an_ended_job_can_be_deleted_but_not_cancelled(llama: LlamaCloud) -> None:
    job_id = start(llama, pdf("Delete me."))
    ended(llama, job_id)
    with pytest.raises(llama_cloud.ConflictError):
        llama.parsing.cancel(job_id)
    assert llama.parsing.delete(job_id).id == job_id
    with pytest.raises(llama_cloud.NotFoundError):
        llama.parsing.get(job_id)


def test_a_running_job_can_be_cancelled(llama: LlamaCloud) -> None:
    job_id = start(llama, long_to_read())
    assert llama.parsing.cancel(job_id).status == "CANCELLED"
    assert llama.parsing.get(job_id, expand=["markdown"]).markdown is None


def long_to_read() -> bytes:
    """A page full of words, repeated thousands of times: quick to make, slow to read."""
    document, written = PdfDocument.new(), BytesIO()
    document.import_pages(PdfDocument(pdf("word " * 600)), pages=[0] * 4000)
    document.save(written)
    return written.getvalue()


def test_the_older_api_is_served(parser: Simulator) -> None:
    job = parser.call("POST", "/api/parsing/upload", files={"file": ("a.pdf", pdf("Older."), "application/pdf")}).json()
    path = f"/api/parsing/job/{job['id']}"
    eventually(lambda: parser.call("GET", path).json()["status"], lambda status: status == "SUCCESS", "the job to end")
    assert parser.call("GET", f"{path}/result/text").json()["text"] == "Older."
    assert parser.call("GET", f"{path}/result/markdown").json()["markdown"] == "Older."
    assert parser.call("GET", f"{path}/result/json").json()["pages"][0]["md"] == "Older."


# --- webhooks ---


def test_the_webhook_is_signed_and_carries_the_result(llama: LlamaCloud, listener: Listener) -> None:
    hooks = webhook_to(listener, webhook_headers={"X-Correlation-ID": "c-1"})
    began = time.time()
    job_id = start(llama, pdf("News."), webhook_configurations=hooks, user_metadata={"job": "1"})
    eventually(lambda: listener.deliveries, bool, "a webhook")
    delivery = listener.deliveries[0]
    signature = "sha256=" + hmac.new(SECRET.encode(), delivery.body, hashlib.sha256).hexdigest()
    assert delivery.headers["X-Webhook-Signature"] == delivery.headers["LC-Signature"] == signature
    assert delivery.headers["X-Correlation-ID"] == "c-1"
    event = json.loads(delivery.body)
    assert event["event_type"] == "parse.success"
    assert began <= event["timestamp"] <= delivery.at
    assert event["data"] == {
        "job_id": job_id,
        "status": "COMPLETED",
        "error_message": None,
        "user_metadata": {"job": "1"},
        "markdown": {"pages": [{"page_number": 1, "markdown": "News.", "success": True}]},
    }


def test_a_webhook_s_own_secret_and_chosen_events_are_honoured(llama: LlamaCloud, listener: Listener) -> None:
    hooks = webhook_to(listener, webhook_signing_secret="other", webhook_events=["parse.error"])
    start(llama, b"no pdf", webhook_configurations=hooks)
    eventually(lambda: listener.deliveries, bool, "a webhook")
    ended(llama, start(llama, pdf("Unwanted."), webhook_configurations=hooks))
    body = listener.deliveries[0].body
    signature = "sha256=" + hmac.new(b"other", body, hashlib.sha256).hexdigest()
    assert listener.deliveries[0].headers["X-Webhook-Signature"] == signature
    assert json.loads(body)["data"]["error_message"] == "PDF_DAMAGED: this is not a PDF"
    assert len(listener.deliveries) == 1


def test_a_webhook_is_sent_again_after_a_server_error_and_signed_afresh(llama: LlamaCloud, listener: Listener) -> None:
    listener.answers = [503]
    start(llama, pdf("Twice."), webhook_configurations=webhook_to(listener))
    eventually(lambda: len(listener.deliveries), lambda n: n == 2, "2 webhooks")
    first, second = (json.loads(delivery.body) for delivery in listener.deliveries)
    assert first["event_id"] == second["event_id"]
    assert first["timestamp"] < second["timestamp"]


def test_a_refused_webhook_is_not_sent_again(parser: Simulator, llama: LlamaCloud, listener: Listener) -> None:
    parser.reset()  # so that jobs left by earlier tests are not counted
    listener.answers = [404]
    start(llama, pdf("Refused."), webhook_configurations=webhook_to(listener))
    eventually(
        lambda: parser.call("GET", "/control/calls").json()["webhooks"],
        lambda count: count == {"sent": 0, "failed": 1},
        "the count of webhooks",
    )
    assert len(listener.deliveries) == 1


# --- restarts ---


def test_unfinished_jobs_are_resumed_after_a_crash(tmp_path: Path) -> None:
    with listening() as listener, running(Simulator("llamaparse", tmp_path)) as parser, sdk_of(parser) as llama:
        done, old = start(llama, pdf("Done before.")), start(llama, pdf("Done long ago."))
        ended(llama, done)
        ended(llama, old)
        hooks = webhook_to(listener)
        unfinished = start(llama, pdf(*["Page after page."] * 300), webhook_configurations=hooks)
        parser.kill()
        jobs = tmp_path / "llamaparse" / "jobs"
        os.utime(jobs / old, (time.time() - 2 * 86400,) * 2)
        (jobs / "pjb-00000000-0000-4000-8000-000000000000").mkdir()  # as left by a crash during creation
        parser.start()
        assert ended(llama, done).markdown.pages[0].markdown == "Done before."
        assert len(ended(llama, unfinished).markdown.pages) == 300
        eventually(lambda: listener.deliveries, bool, "a webhook")
        assert sorted(folder.name for folder in jobs.iterdir()) == sorted([done, unfinished])
        assert not list(jobs.glob("*/source"))


def test_the_log_contains_no_document_text_and_no_secret(parser: Simulator, llama: LlamaCloud) -> None:
    parsed(llama, pdf("Confidential quokka."))
    log = parser.log()
    assert "job ended" in log
    assert not any(word in log for word in ("quokka", KEY, SECRET, "token=abc"))
