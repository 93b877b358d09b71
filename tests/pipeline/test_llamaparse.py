"""The simulated parser as its clients meet it: the official SDK, older clients, webhooks, restarts."""

import hashlib
import hmac
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import llama_cloud
import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission
from llama_cloud import LlamaCloud

from tests.pipeline.simulated import KEY, SECRET, Listener, Service, listening, pdf, running, wait_for

DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running("llamaparse", tmp_path_factory.mktemp("llamaparse")) as service:
        yield service


@pytest.fixture(scope="module")
def sdk(service: Service) -> Iterator[LlamaCloud]:
    with sdk_of(service) as client:
        yield client


def sdk_of(service: Service) -> LlamaCloud:
    return LlamaCloud(api_key=KEY, base_url=service.url, max_retries=0)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def start(sdk: LlamaCloud, document: bytes, **options: Any) -> str:
    file = sdk.files.create(file=("a.pdf", document, "application/pdf"), purpose="parse")
    return sdk.parsing.create(file_id=file.id, tier="fast", version="latest", **options).id


def ended(sdk: LlamaCloud, job_id: str, seconds: float = 10) -> Any:
    def result() -> Any:
        seen = sdk.parsing.get(job_id, expand=["markdown", "text", "metadata"])
        return seen if seen.job.status in ("COMPLETED", "FAILED") else None

    return wait_for(result, seconds, "the job to end")


def parsed(sdk: LlamaCloud, document: bytes) -> Any:
    return ended(sdk, start(sdk, document))


def webhook_to(listener: Listener, **more: Any) -> Any:
    return [{"webhook_url": f"{listener.url}/hook", **more}]


def error_of(sdk: LlamaCloud, document: bytes) -> str:
    seen = parsed(sdk, document)
    assert seen.job.status == "FAILED"
    assert seen.markdown is None
    return str(seen.job.error_message)


def locked_pdf() -> bytes:
    document = FPDF()
    document.set_encryption(owner_password="o", user_password="u", permissions=AccessPermission.none())
    document.add_page()
    return bytes(document.output())


# --- the official SDK ---


def test_a_file_is_uploaded_parsed_and_fetched(sdk: LlamaCloud) -> None:
    seen = parsed(sdk, pdf("# Warranty\n\nThe Zephyr pump is under warranty.", "Second page."))
    assert seen.job.status == "COMPLETED"
    assert [page.page_number for page in seen.markdown.pages] == [1, 2]
    assert seen.markdown.pages[0].markdown.endswith("Warranty\n\nThe Zephyr pump is under warranty.")
    assert seen.markdown.pages[0].markdown.startswith("#")
    assert seen.text.pages[1].text == "Second page."
    assert seen.metadata.pages[0].page_number == 1


def test_a_direct_upload_is_parsed(sdk: LlamaCloud) -> None:
    job = sdk.parsing.create(upload_file=("a.pdf", pdf("Direct."), "application/pdf"), tier="fast", version="latest")
    assert job.status == "PENDING"
    assert ended(sdk, job.id).markdown.pages[0].markdown == "Direct."


def test_a_source_address_is_downloaded(sdk: LlamaCloud, listener: Listener, tmp_path: Path) -> None:
    listener.files["/a.pdf"] = tmp_path / "a.pdf"
    listener.files["/a.pdf"].write_bytes(pdf("From afar."))
    job = sdk.parsing.create(
        source_url=f"{listener.url}/a.pdf", tier="fast", version="latest", user_metadata={"k": "v"}
    )
    seen = ended(sdk, job.id)
    assert seen.markdown.pages[0].markdown == "From afar."
    assert seen.job.user_metadata == {"k": "v"}


def test_a_source_that_cannot_be_had_fails_in_words(sdk: LlamaCloud, listener: Listener) -> None:
    job = sdk.parsing.create(source_url=f"{listener.url}/gone.pdf?token=abc", tier="fast", version="latest")
    message = ended(sdk, job.id).job.error_message
    assert message.startswith("SOURCE_UNREADABLE: it answered 404")
    assert "token" not in message
    assert len(listener.requested) == 3


def test_a_wrong_key_is_refused(service: Service) -> None:
    stranger = LlamaCloud(api_key="wrong", base_url=service.url, max_retries=0)
    with stranger, pytest.raises(llama_cloud.AuthenticationError):
        stranger.parsing.get("pjb-x")


def test_an_unknown_job_and_a_wrong_request_are_refused(sdk: LlamaCloud) -> None:
    with pytest.raises(llama_cloud.NotFoundError):
        sdk.parsing.get("pjb-unknown")
    with pytest.raises(llama_cloud.UnprocessableEntityError, match="either file_id or source_url"):
        sdk.parsing.create(tier="fast", version="latest")
    with pytest.raises(llama_cloud.UnprocessableEntityError, match="tier"):
        sdk.parsing.create(tier="best", version="latest", source_url="http://127.0.0.1/a.pdf")


def test_a_job_is_deleted_after_its_end(sdk: LlamaCloud) -> None:
    job_id = start(sdk, pdf("Delete me."))
    ended(sdk, job_id)
    with pytest.raises(llama_cloud.ConflictError):
        sdk.parsing.cancel(job_id)
    assert sdk.parsing.delete(job_id).id == job_id
    with pytest.raises(llama_cloud.NotFoundError):
        sdk.parsing.get(job_id)


def test_a_running_job_is_cancelled(sdk: LlamaCloud) -> None:
    job_id = start(sdk, pdf(*["Page after page."] * 400))
    assert sdk.parsing.cancel(job_id).status == "CANCELLED"
    assert sdk.parsing.get(job_id, expand=["markdown"]).markdown is None


def test_older_clients_are_served(service: Service) -> None:
    job = service.call(
        "POST", "/api/parsing/upload", files={"file": ("a.pdf", pdf("Older."), "application/pdf")}
    ).json()
    path = f"/api/parsing/job/{job['id']}"
    wait_for(lambda: service.call("GET", path).json()["status"] == "SUCCESS")
    assert service.call("GET", f"{path}/result/text").json()["text"] == "Older."
    assert service.call("GET", f"{path}/result/markdown").json()["markdown"] == "Older."
    assert service.call("GET", f"{path}/result/json").json()["pages"][0]["md"] == "Older."


# --- what is read ---


def test_a_ruled_table_stands_once_and_in_its_place(sdk: LlamaCloud) -> None:
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=11)
    document.multi_cell(0, 6, "Before the table.", new_x="LMARGIN", new_y="NEXT")
    document.ln(4)
    with document.table() as table:
        for cells in (("Product", "Price"), ("Zephyr | pump", "400 EUR"), ("Valve", "a text that wraps " * 5)):
            table.row(cells)
    document.ln(4)
    document.multi_cell(0, 6, "After the table.", new_x="LMARGIN", new_y="NEXT")
    before, table_text, after = parsed(sdk, bytes(document.output())).markdown.pages[0].markdown.split("\n\n")
    assert (before, after) == ("Before the table.", "After the table.")
    rows = table_text.splitlines()
    assert rows[:3] == ["| Product | Price |", "| --- | --- |", "| Zephyr \\| pump | 400 EUR |"]
    assert rows[3] == f"| Valve | {('a text that wraps ' * 5).strip()} |"


@pytest.mark.skipif(not DEJAVU.exists(), reason="needs a font with more than Latin letters (DejaVu)")
def test_text_of_other_scripts_survives(sdk: LlamaCloud) -> None:
    document = FPDF()
    document.add_font("dejavu", "", str(DEJAVU))
    document.add_page()
    document.set_font("dejavu", size=12)
    arabic = "مرحبا"
    for line in ("Café Größe Ωmega", "кириллица", arabic[::-1]):  # right-to-left text is drawn in the order it is seen
        document.multi_cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
        document.ln(4)
    markdown = parsed(sdk, bytes(document.output())).markdown.pages[0].markdown
    assert markdown.split("\n\n") == ["Café Größe Ωmega", "кириллица", arabic]


def test_lines_of_a_paragraph_are_joined_and_records_are_not(sdk: LlamaCloud) -> None:
    sentence = "This sentence is so long that the page's margin breaks it into several lines. " * 4
    markdown = parsed(
        sdk, pdf(f"{sentence}\n\nName: Keller\nCity: Bern\nA line that reaches as far as the margin " + "x" * 40)
    )
    paragraph, records = markdown.markdown.pages[0].markdown.split("\n\n")
    assert paragraph == sentence.strip()
    assert records.startswith("Name: Keller\nCity: Bern\n")


def test_an_image_only_document_has_empty_pages(sdk: LlamaCloud) -> None:
    document = FPDF()
    document.add_page()
    document.rect(20, 20, 100, 100, style="F")
    seen = parsed(sdk, bytes(document.output()))
    assert seen.job.status == "COMPLETED"
    assert [page.markdown for page in seen.markdown.pages] == [""]


def test_what_cannot_be_read_fails_in_words(sdk: LlamaCloud) -> None:
    whole = pdf("Some text that is cut off.")
    assert error_of(sdk, locked_pdf()).startswith("PDF_ENCRYPTED: ")
    assert error_of(sdk, whole[: len(whole) // 2]) == "PDF_DAMAGED: the document is cut off before its end"
    assert error_of(sdk, b"GIF89a" + b"x" * 5000) == "PDF_DAMAGED: this is not a PDF"
    assert error_of(sdk, b"") == "PDF_DAMAGED: the document is empty"
    assert error_of(sdk, b"%PDF-1.7\nnothing here\n%%EOF").startswith("PDF_DAMAGED: ")


def test_a_thousand_pages_hold_up_nobody(sdk: LlamaCloud) -> None:
    long = start(sdk, pdf(*[f"Page {number} of many." for number in range(1, 1001)]))
    assert parsed(sdk, pdf("Short.")).markdown.pages[0].markdown == "Short."
    seen = ended(sdk, long, 30)
    assert len(seen.markdown.pages) == 1000
    assert seen.markdown.pages[999].markdown == "Page 1000 of many."


def test_a_200_mb_document_costs_little_memory(
    service: Service, sdk: LlamaCloud, listener: Listener, tmp_path: Path
) -> None:
    large = tmp_path / "large.pdf"
    write_large_pdf(large, 200)
    listener.files["/large.pdf"] = large
    parsed(sdk, pdf("Warm."))
    before, most = service.rss(), 0
    job = sdk.parsing.create(source_url=f"{listener.url}/large.pdf", tier="fast", version="latest")

    def result() -> Any:
        nonlocal most
        most = max(most, service.rss())
        seen = sdk.parsing.get(job.id, expand=["text"])
        return seen if seen.job.status in ("COMPLETED", "FAILED") else None

    assert wait_for(result, 30).text.pages[0].text == "A small text in a large file."
    assert most - before < 32 * 1024 * 1024


def write_large_pdf(path: Path, megabytes: int) -> None:
    """A page of text and an object of random bytes, as a scanned picture would be."""
    content = b"BT /F1 12 Tf 72 700 Td (A small text in a large file.) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        places = []
        for number, body in enumerate(objects, 1):
            places.append(file.tell())
            file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        places.append(file.tell())
        file.write(b"6 0 obj\n<</Length %d>>stream\n" % (megabytes << 20))
        block = os.urandom(1 << 20)
        for _ in range(megabytes):
            file.write(block)
        file.write(b"\nendstream\nendobj\n")
        table = file.tell()
        file.write(b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
        file.write(b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table)


# --- webhooks ---


def test_the_webhook_is_signed_and_carries_the_result(sdk: LlamaCloud, listener: Listener) -> None:
    hooks = webhook_to(listener, webhook_headers={"X-Correlation-ID": "c-1"})
    job_id = start(sdk, pdf("News."), webhook_configurations=hooks, user_metadata={"job": "1"})
    wait_for(lambda: listener.deliveries)
    delivery = listener.deliveries[0]
    signature = "sha256=" + hmac.new(SECRET.encode(), delivery.body, hashlib.sha256).hexdigest()
    assert delivery.headers["X-Webhook-Signature"] == delivery.headers["LC-Signature"] == signature
    assert delivery.headers["X-Correlation-ID"] == "c-1"
    event = json.loads(delivery.body)
    assert event["event_type"] == "parse.success"
    assert abs(event["timestamp"] - time.time()) < 5
    assert event["data"] == {
        "job_id": job_id,
        "status": "COMPLETED",
        "error_message": None,
        "user_metadata": {"job": "1"},
        "markdown": {"pages": [{"page_number": 1, "markdown": "News.", "success": True}]},
    }


def test_a_configured_secret_signs_and_events_are_chosen(sdk: LlamaCloud, listener: Listener) -> None:
    hooks = webhook_to(listener, webhook_signing_secret="other", webhook_events=["parse.error"])
    start(sdk, b"no pdf", webhook_configurations=hooks)
    wait_for(lambda: listener.deliveries)
    ended(sdk, start(sdk, pdf("Unwanted."), webhook_configurations=hooks))
    body = listener.deliveries[0].body
    signature = "sha256=" + hmac.new(b"other", body, hashlib.sha256).hexdigest()
    assert listener.deliveries[0].headers["X-Webhook-Signature"] == signature
    assert json.loads(body)["data"]["error_message"] == "PDF_DAMAGED: this is not a PDF"
    assert len(listener.deliveries) == 1


def test_a_webhook_is_sent_again_after_a_server_error_and_signed_afresh(sdk: LlamaCloud, listener: Listener) -> None:
    listener.answers = [503]
    start(sdk, pdf("Twice."), webhook_configurations=webhook_to(listener))
    wait_for(lambda: len(listener.deliveries) == 2)
    first, second = (json.loads(delivery.body) for delivery in listener.deliveries)
    assert first["event_id"] == second["event_id"]
    assert first["timestamp"] < second["timestamp"]


def test_a_refused_webhook_is_not_sent_again(service: Service, sdk: LlamaCloud, listener: Listener) -> None:
    service.call("DELETE", "/control/calls")
    listener.answers = [404]
    start(sdk, pdf("Refused."), webhook_configurations=webhook_to(listener))
    wait_for(lambda: service.call("GET", "/control/calls").json()["webhooks"] == {"sent": 0, "failed": 1})
    assert len(listener.deliveries) == 1


# --- restarts ---


def test_unfinished_jobs_are_taken_up_after_a_crash(tmp_path: Path) -> None:
    with listening() as listener, running("llamaparse", tmp_path) as service, sdk_of(service) as sdk:
        done, old = start(sdk, pdf("Done before.")), start(sdk, pdf("Done long ago."))
        ended(sdk, done)
        ended(sdk, old)
        hooks = webhook_to(listener)
        unfinished = start(sdk, pdf(*["Page after page."] * 300), webhook_configurations=hooks)
        service.kill()
        jobs = tmp_path / "llamaparse" / "jobs"
        os.utime(jobs / old, (time.time() - 2 * 86400,) * 2)
        (jobs / "pjb-00000000-0000-4000-8000-000000000000").mkdir()  # as a crash in the act of creation leaves it
        service.start()
        assert ended(sdk, done).markdown.pages[0].markdown == "Done before."
        assert len(ended(sdk, unfinished).markdown.pages) == 300
        wait_for(lambda: listener.deliveries)
        assert sorted(folder.name for folder in jobs.iterdir()) == sorted([done, unfinished])
        assert not list(jobs.glob("*/source"))


def test_the_log_has_no_document_text_and_no_secret(service: Service, sdk: LlamaCloud) -> None:
    parsed(sdk, pdf("Confidential quokka."))
    log = service.log()
    assert "job ended" in log
    assert not any(word in log for word in ("quokka", KEY, SECRET, "token=abc"))
