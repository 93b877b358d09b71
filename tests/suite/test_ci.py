"""The templates for CI, carried out: HOLD is neutral, NO-GO is red, and everything is published."""

import re
from pathlib import Path

import pytest

from keywords import dossier
from tests.keywords.evidence.results_builder import green
from tests.suite.child import GREEN, RED, Bench, check, met
from tests.suite.ci_services import JOB_TOKEN, MERGE_REQUEST, OWN_TOKEN, PROJECT, GitHub, GitLab, checkout, template

SPECS = {
    "GO": [met()],
    "HOLD": [met(), check("Left Open", "Leave Open    no browser")],
    "NO-GO": [met(), check("The Answer Is Known", RED)],
}
NIGHTLY = check("Long", GREEN, tags="nightly    P9-13.2")
PULL_REQUEST = {
    "github.token": "token",
    "github.sha": "merged",
    "github.event_name": "pull_request",
    "github.event.pull_request.head.sha": "abc123",
    "github.event.pull_request.number": "12",
    "github.event.repository.default_branch": "main",
}
AT_NIGHT = {name: "" for name in PULL_REQUEST if "pull_request" in name} | {
    "github.token": "token",
    "github.sha": "abc123",
    "github.event_name": "schedule",
    "github.event.repository.default_branch": "main",
}
# What a step of others may be given; all else is a slip of the pen.
ACTIONS = {
    "actions/checkout": set[str](),
    "actions/setup-python": {"python-version"},
    "actions/upload-artifact": {"name", "path", "retention-days", "if-no-files-found"},
    "mikepenz/action-junit-report": {"check_name", "report_paths"},
}


@pytest.fixture
def tree(bench: Bench) -> Path:
    return checkout(bench.folder / "checkout")


@pytest.fixture
def main(tmp_path: Path) -> Path:
    """The results that the main branch has kept: there, it was GO."""
    folder = green().write(tmp_path / "main" / "kept")
    assert dossier.build(folder).decision == "GO"
    return folder


def on_github(bench: Bench, tree: Path, context: dict[str, str], latest: Path | None = None) -> GitHub:
    workflow = template("github-actions.yml")
    service = GitHub(tree, bench.variables(), dict(context), latest)
    service.carry_out(workflow, workflow["jobs"]["acceptance"])
    return service


def on_gitlab(bench: Bench, tree: Path, main: Path | None, **more: str) -> GitLab:
    service = GitLab(tree, {})
    with service.serving(main) as address:
        own = {
            "CI_API_V4_URL": address,
            "CI_PROJECT_ID": PROJECT,
            "CI_PIPELINE_SOURCE": "merge_request_event",
            "CI_MERGE_REQUEST_IID": MERGE_REQUEST,
            "CI_DEFAULT_BRANCH": "main",
            "CI_JOB_TOKEN": JOB_TOKEN,
            "COUNTERSIGN_TOKEN": OWN_TOKEN,
        }
        service.variables = bench.variables(**own | more)
        service.carry_out(template("gitlab-ci.yml")["acceptance"])
    return service


def summary(tree: Path) -> str:
    return (tree / "results/ci/dossier/summary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("decision", "conclusion"), [("GO", "success"), ("HOLD", "neutral"), ("NO-GO", "failure")])
def test_github_shows_the_decision(bench: Bench, tree: Path, main: Path, decision: str, conclusion: str) -> None:
    bench.spec(*SPECS[decision])
    ran = on_github(bench, tree, PULL_REQUEST, main)
    assert ran.red == (decision == "NO-GO"), ran.said
    assert ran.page.read_text(encoding="utf-8") == summary(tree)
    assert summary(tree).startswith(f"# {decision}: ")
    assert "skipped" not in ran.outcomes.values()
    failed = [name for name, outcome in ran.outcomes.items() if outcome == "failure"]
    assert failed == (["Run"] if decision == "NO-GO" else []), ran.said
    (shown,) = (call for call in ran.calls if call[0] == "api")
    for words in (f"conclusion={conclusion}", "head_sha=abc123", f"output[title]={summary(tree).splitlines()[0][2:]}"):
        assert words in shown
    (file,) = (word.partition("=@")[2] for word in shown if word.startswith("output[summary]"))
    assert (tree / file).is_file()
    (commented,) = (call for call in ran.calls if call[:2] == ["pr", "comment"])
    assert commented[2] == "12"
    comment = (tree / "results/comment.md").read_text(encoding="utf-8")
    assert comment.startswith(summary(tree))
    assert "## What changed" in comment


def test_github_says_if_there_is_nothing_to_compare_with(bench: Bench, tree: Path) -> None:
    bench.spec(met())
    ran = on_github(bench, tree, PULL_REQUEST)
    assert not ran.red
    assert "failure" not in ran.outcomes.values(), ran.said
    assert "The branch main has no run to compare with yet." in (tree / "results/comment.md").read_text(
        encoding="utf-8"
    )


def test_github_runs_everything_at_night_and_comments_nowhere(bench: Bench, tree: Path) -> None:
    bench.spec(met(), NIGHTLY)
    ran = on_github(bench, tree, AT_NIGHT)
    assert not ran.red, ran.said
    assert ran.outcomes["Comment what changed since the main branch"] == "skipped"
    assert "Checks: 2 planned, 2 executed" in summary(tree)
    (shown,) = (call for call in ran.calls if call[0] == "api")
    assert {"head_sha=abc123", "conclusion=success"} <= set(shown)


def test_on_github_what_could_not_be_installed_is_red(bench: Bench, tree: Path) -> None:
    (tree / "Makefile").write_text("setup:\n\t@exit 3\n")
    bench.spec(met())
    ran = on_github(bench, tree, PULL_REQUEST)
    assert ran.red
    assert ran.outcomes["Run"] == "skipped"
    assert ran.calls == []


def test_the_steps_of_others_on_github_have_the_right_form(tree: Path, bench: Bench) -> None:
    job = template("github-actions.yml")["jobs"]["acceptance"]
    ran = GitHub(tree, {}, {"env.RESULTS": "results/ci"})
    for step in (step for step in job["steps"] if "uses" in step):
        action, _, version = step["uses"].partition("@")
        assert re.fullmatch(r"v\d+", version), step
        assert set(step.get("with", {})) <= ACTIONS[action], step
    (kept,) = (step["with"] for step in job["steps"] if step.get("uses", "").startswith("actions/upload-artifact"))
    assert ran.value(kept["path"]) == "results/ci"
    assert 1 <= kept["retention-days"] <= 90
    (shown,) = (step["with"] for step in job["steps"] if step.get("uses", "").startswith("mikepenz/"))
    assert ran.value(shown["report_paths"]) == "results/ci/dossier/junit.xml"


@pytest.mark.parametrize(("decision", "status"), [("GO", 0), ("HOLD", 2), ("NO-GO", 1)])
def test_gitlab_shows_the_decision(bench: Bench, tree: Path, main: Path, decision: str, status: int) -> None:
    bench.spec(*SPECS[decision])
    ran = on_gitlab(bench, tree, main)
    job = template("gitlab-ci.yml")["acceptance"]
    assert ran.status == status, ran.said
    assert (status in (0, job["allow_failure"]["exit_codes"])) == (decision != "NO-GO")
    assert summary(tree) in ran.said
    (note,) = ran.notes
    assert note.startswith(f"# {decision}: ")
    assert "## What changed" in note
    kept = job["artifacts"]
    for path in (*kept["paths"], kept["reports"]["junit"]):
        assert (tree / path).exists()
    assert kept["when"] == "always"
    assert re.fullmatch(r"\d+ days", kept["expire_in"])


def test_gitlab_says_if_there_is_nothing_to_compare_with(bench: Bench, tree: Path) -> None:
    bench.spec(met())
    (note,) = on_gitlab(bench, tree, None).notes
    assert "The branch main has no results to compare with yet." in note


def test_gitlab_runs_everything_at_night_and_comments_nowhere(bench: Bench, tree: Path) -> None:
    bench.spec(met(), NIGHTLY)
    (at_night,) = (rule for rule in template("gitlab-ci.yml")["acceptance"]["rules"] if "schedule" in rule["if"])
    ran = on_gitlab(bench, tree, None, CI_PIPELINE_SOURCE="schedule", **at_night["variables"])
    assert ran.status == 0, ran.said
    assert ran.notes == []
    assert "Checks: 2 planned, 2 executed" in summary(tree)


def test_on_gitlab_what_could_not_be_installed_is_red(bench: Bench, tree: Path) -> None:
    """make ends with 2 whatever failed, and 2 would look like HOLD."""
    (tree / "Makefile").write_text("setup:\n\t@exit 3\n")
    job = template("gitlab-ci.yml")["acceptance"]
    ran = GitLab(tree, bench.variables())
    ran.carry_out({**job, "after_script": []})
    assert ran.status not in (0, job["allow_failure"]["exit_codes"])
