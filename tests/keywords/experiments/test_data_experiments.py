"""How experiments about data, storage, metrics and the network judge what they see."""

import hashlib
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from keywords.basics.hosts import is_loopback
from keywords.commands import samples
from keywords.contract.forging import altered
from keywords.documents.bad import BAD
from keywords.documents.pdf import generate
from keywords.documents.samples import PAGES, page_of, read
from keywords.experiments.data import database_rules
from keywords.experiments.data.connection_times import PARTS, SCHEMA, place_of, recorded_schema
from keywords.experiments.data.integrity import orphans
from keywords.experiments.documents.samples import on_its_page, pages_of
from keywords.experiments.interfaces.own_figures import by_stage_and_state, counted

METRICS = """
# TYPE jobs gauge
jobs{stage="embedded",state="done"} 3.0
jobs{stage="queued",state="queued"} 1.0
# TYPE http_requests counter
http_requests_total{method="GET",route="/me",status="200"} 5.0
http_requests_total{method="GET",route="/me",status="401"} 2.0
http_requests_total{method="GET",route="/health",status="200"} 9.0
"""


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.0.0.4", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_only_loopback_addresses_are_on_this_machine(host: str, here: bool) -> None:
    assert is_loopback(host) is here


def test_jobs_and_requests_are_read_from_metrics() -> None:
    found = [sample for family in text_string_to_metric_families(METRICS) for sample in family.samples]
    assert by_stage_and_state(found) == {("embedded", "done"): 3, ("queued", "queued"): 1}
    assert counted(found, "/me") == 7


def test_an_object_without_a_known_document_is_an_orphan() -> None:
    objects = ["raw/user/one/original.pdf", "parsed/user/one/x.md", "raw/user/two/original.pdf"]
    assert orphans(objects, {"one"}) == ["raw/user/two/original.pdf"]


def test_the_host_and_port_of_an_address() -> None:
    assert place_of("postgresql://127.0.0.1:5433/pipeline") == ("127.0.0.1", 5433)
    assert place_of("https://api.example.com/v1") == ("api.example.com", 443)
    assert place_of("somewhere") is None


def test_aaltered_signature_differs_in_one_letter() -> None:
    signature = "abcdAfgh"
    turned = altered(signature)
    assert sum(one != other for one, other in zip(signature, turned, strict=True)) == 1


def test_the_recorded_schema_has_every_part() -> None:
    recorded = recorded_schema(SCHEMA)["schema"]
    assert set(recorded) == set(PARTS)
    assert all(recorded.values())
    assert recorded["columns"]["document_chunks.embedding"] == "vector(1536) not null"
    assert recorded["row-level security"]["documents"] == "on"


def test_no_rule_of_the_database_has_the_same_right_and_wrong_value() -> None:
    rules = database_rules.rules("a document")
    assert all(rule.right != rule.wrong for rule in rules)
    assert len({rule.what for rule in rules}) == len(rules)


def test_a_fact_is_on_its_page_and_on_no_other() -> None:
    document = generate("on its page", pages=PAGES)
    pages = pages_of(document.data)
    listed = [{"page": page_of(number), "sentence": fact.sentence} for number, fact in enumerate(document.facts)]
    assert all(on_its_page(fact, pages) for fact in listed)
    assert not on_its_page({**listed[0], "page": 2}, pages)
    assert not on_its_page(listed[0], [pages[0], pages[0], pages[2]])


def test_people_get_the_sample_documents_as_files_with_what_each_must_give(tmp_path: Path) -> None:
    assert samples.main([str(tmp_path)]) == 0
    listed = read(tmp_path)
    for each in listed:
        data = (tmp_path / each["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == each["sha256"]
        assert [fact["page"] for fact in each.get("facts", [])[:PAGES]] in ([1, 2, 3], [])
    assert {each["kind"] for each in listed if "kind" in each} == set(BAD)


def test_a_file_that_no_reader_can_read_has_no_pages() -> None:
    assert pages_of(b"%PDF-1.7 and nothing true") == []
