"""After the run: alterations are noticed, and attestations and waivers count only where they may."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from keywords.dossier import manifest
from tests.suite.child import MET, Bench, check, met

WAIVED = "P9-6.5"


def verified(bench: Bench) -> tuple[int, str]:
    ended = bench.countersign("verify", str(bench.results))
    return ended.status, ended.text


def rewrite(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content)
    file.write_text(json.dumps(content), encoding="utf-8")


def test_an_alteration_after_the_run_is_noticed(bench: Bench) -> None:
    bench.spec(met(), check("Left Open", "Leave Open    no browser"))
    assert bench.run().decision == "HOLD"
    assert verified(bench)[0] == 0
    evidence = next(file for file in (bench.results / "evidence" / "check").glob("left-open*"))
    good = evidence.read_bytes()
    rewrite(evidence, lambda content: content.update(verdict="pass", reasons=[]))
    status, text = verified(bench)
    assert status == 1
    assert f"{evidence.relative_to(bench.results).as_posix()} was altered" in text
    assert bench.countersign("decide", str(bench.results)).status == 2
    evidence.write_bytes(good)
    assert verified(bench)[0] == 0
    rewrite(bench.results / "dossier" / "dossier.json", lambda content: content.update(decision="GO", reasons=[]))
    status, text = verified(bench)
    assert status == 1
    assert "dossier/dossier.json was altered" in text
    assert "Decision: GO -> HOLD" in text
    (bench.results / "manifest.sha256").write_text(manifest.text(bench.results), encoding="utf-8")
    status, text = verified(bench)
    assert status == 1, "a manifest made to fit does not help"
    assert "Decision: GO -> HOLD" in text


def test_a_waiver_counts_until_it_expires(bench: Bench) -> None:
    bench.spec(met().replace(MET, MET.replace(f"    {WAIVED}", "")))
    bench.describe(attestations="waivers.yaml")
    today = datetime.now(UTC).date()

    def waive(expires: date) -> None:
        waiver = {
            "requirement": WAIVED,
            "reason": "the dashboard comes next month",
            "name": "Jo Example",
            "date": today - timedelta(days=9),
            "expires": expires,
        }
        (bench.folder / "waivers.yaml").write_text(yaml.safe_dump({"waivers": [waiver]}), encoding="utf-8")

    waive(today - timedelta(days=1))
    expired = bench.run()
    assert (expired.decision, expired.status) == ("HOLD", 2), expired.text
    assert "does not count: it expired on" in expired.reasons
    assert expired.requirement(WAIVED)["verdict"] == "not covered"
    waive(today + timedelta(days=1))
    in_force = bench.countersign("decide", str(bench.results))
    assert (in_force.decision, in_force.status) == ("GO", 0), in_force.text
    assert f"GO with waivers: {WAIVED}" in in_force.reasons
    assert in_force.requirement(WAIVED)["verdict"] == "waived"


def test_an_attestation_that_names_another_manifest_does_not_count(bench: Bench) -> None:
    bench.spec(met())
    bench.robot()
    said = {
        "person": "Jo Example",
        "role": "product owner",
        "date": date(2026, 11, 20),
        "signer": "jo@example.org",
        "manifest": "0" * 64,
        "attests": [{"requirement": "P9-20.1", "says": "all agree"}],
    }
    (bench.results / "attestations").mkdir()
    (bench.results / "attestations" / "jo.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    before = bench.countersign("decide", str(bench.results))
    assert "attestations/jo.yaml does not count: it names another manifest" in before.reasons
    assert before.requirement("P9-20.1")["verdict"] == "not covered"
