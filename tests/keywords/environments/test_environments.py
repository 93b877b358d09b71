"""Environment files are validated as a whole, and an error names the file, the key, and what was meant."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from keywords import environments
from keywords.basics.quantities import Limit, Quantity
from keywords.environments.environment import EnvironmentFileError, load
from keywords.evidence.results import RunEnvironment


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def write(**changes: Any) -> str:
        content = yaml.safe_load((environments.FOLDER / "embedded.yaml").read_text(encoding="utf-8"))
        path = tmp_path / "mine.yaml"
        path.write_text(yaml.safe_dump({**content, **changes}, sort_keys=False), encoding="utf-8")
        return str(path)

    return write


def test_every_environment_file_of_the_repository_is_valid() -> None:
    for file in environments.FOLDER.glob("*.yaml"):
        assert load(str(file)).name == file.stem


def test_the_promised_wait_for_an_absent_service_is_that_of_the_file_or_of_the_contract(written: Any) -> None:
    assert load(written(promises={"waits_out": "20 s"})).promises.waits_out_seconds == 20
    assert load(written(promises={})).promises.waits_out_seconds == 24 * 3600


def test_a_file_of_the_user_is_found_by_its_path(written: Any) -> None:
    assert load(written(name="mine")).name == "mine"


def test_it_is_chosen_by_argument_then_variable_then_default(written: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(environments.VARIABLE, raising=False)
    assert load().name == "embedded"
    monkeypatch.setenv(environments.VARIABLE, written(name="mine"))
    assert load().name == "mine"
    assert load("embedded").name == "embedded"


@pytest.mark.parametrize(
    ("changes", "key", "meant"),
    [
        ({"gaurd": {}}, "gaurd", "'guard'"),
        ({"guard": {"destructiv": []}}, "guard.destructiv", "'destructive'"),
        ({"sign_in": {"way": "magic"}}, "sign_in.way", "'login'"),
        (
            {"required": {"x": {"limit": "<= 3 mss", "owner": "Jo Doe", "reason": "measured twice"}}},
            "required.x.limit",
            "'ms'",
        ),
        ({"promises": {"waits_out": "20 sec"}}, "promises.waits_out", "'s'"),
        ({"promises": {"waits_out": "3 documents"}}, "promises.waits_out", "in 's'"),
        ({"name": "Has Blanks"}, "name", "pattern"),
        ({"stands_for": "staging"}, "stands_for", "local, docker, cloud, production"),
        ({"paths": {"serch": "/x"}}, "paths.serch", "'search'"),
        ({"paths": {"search": ""}}, "paths.search", "pattern"),
        ({"absent": ["serch"]}, "absent.0", "'search'"),
        ({"answers": {"job": {"staet": "x"}}}, "answers.job.staet", "'state'"),
        ({"answers": {"job": "data"}}, "answers.job", "a table of words"),
        ({"answers": {"job": {"state": {"word": "x"}}}}, "answers.job.state", "a place, as text"),
        ({"sends": {"upload": {"file": "x"}}}, "sends.upload.file", "'filename'"),
        ({"stages": {"reading": "parsng"}}, "stages", "'parsing'"),
        ({"states": {"ready": "finished"}}, "states", "known: "),
        ({"tables": {"jobs": {"columns": {"stat": "x"}}}}, "tables.jobs.columns.stat", "'state'"),
        ({"refusals": {"hiden": 403}}, "refusals.hiden", "'hidden'"),
        ({"start": {"kind": "running"}}, "start.running.addresses", "required"),
    ],
)
def test_an_error_names_file_key_and_what_was_meant(written: Any, changes: Any, key: str, meant: str) -> None:
    file = written(**changes)
    with pytest.raises(EnvironmentFileError) as refused:
        load(file)
    assert file in str(refused.value)
    assert key in str(refused.value)
    assert meant in str(refused.value)


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(EnvironmentFileError, match="did you mean 'embedded'"):
        load("embeded")
    with pytest.raises(EnvironmentFileError, match="no environment file"):
        load("nowhere/file.yaml")


def test_what_an_environment_requires_is_a_limit_with_a_unit() -> None:
    own = load("embedded").required["response time average"]
    assert own.limit == Limit("<=", Quantity(322.2, "ms"))
    assert own.owner
    assert "P2-10.1" in own.reason


OWNED = {"owner": "Jo Doe", "reason": "what was measured twice"}


@pytest.mark.parametrize(
    ("required", "said"),
    [
        ({"limit": "<= 1 s", "owner": "Jo Doe"}, "required.response time average.reason"),
        ({"limit": "<= 1 s", "owner": "", "reason": "what was measured twice"}, "owner"),
        ("<= 1 s", "required.response time average"),
        ({"limit": "<= 323 ms", **OWNED}, "is looser than P2-10.1, which asks for <= 322.2 ms"),
        ({"limit": "<= 1 MB", **OWNED}, "'response time average' is measured in 'ms'"),
    ],
)
def test_a_limit_of_its_own_without_an_owner_or_looser_than_a_phase_s_is_refused(
    written: Any, required: Any, said: str
) -> None:
    with pytest.raises(EnvironmentFileError, match=re.escape(said)):
        load(written(required={"response time average": required}))


def test_a_limit_of_its_own_is_held_against_the_phases_by_metric_not_by_unit(written: Any) -> None:
    limits = {"recovery time": {"limit": "<= 59 s", **OWNED}, "time to embedded p95": {"limit": "< 25 s", **OWNED}}
    assert set(load(written(required=limits)).required) == set(limits)
    limits["time to embedded p95"] = {"limit": "<= 25 s", **OWNED}
    with pytest.raises(EnvironmentFileError, match=r"looser than P7-2\.8"):
        load(written(required=limits))


def test_an_environment_must_meet_the_requirements_of_what_it_stands_for(written: Any) -> None:
    assert load("embedded").judged_as == "local"
    assert load(written(name="staging", stands_for="cloud")).judged_as == "cloud"
    assert load(written(name="docker", stands_for="")).judged_as == "docker"
    with pytest.raises(EnvironmentFileError, match="stands_for: 'staging' is none of local, docker, cloud, production"):
        load(written(name="staging", stands_for=""))


def test_words_left_out_are_those_of_the_contract(written: Any) -> None:
    found = load(written(answers={"job": {"state": "status"}}, tables={"jobs": {"columns": {"state": "status"}}}))
    assert found.answers["job"]["state"] == found.tables["jobs"]["columns"]["state"] == "status"
    assert found.answers["job"]["stage"] == "stage"
    assert found.answers["documents"] == {"list": "documents", "next": "next_offset"}
    assert found.tables["jobs"]["name"] == "upload_jobs"


def test_its_own_stages_map_to_those_of_the_contract_in_order(written: Any) -> None:
    found = load(written(stages={"in": "queued", "read": "parsing", "reread": "parsing", "out": "embedded", "bad": ""}))
    assert found.stages == ("queued", "parsing", "embedded")
    assert load(written(stages=["queued", "embedded"])).stages == ("queued", "embedded")


def test_accounts_are_absent_where_users_cannot_register(written: Any) -> None:
    found = load(written(sign_in={"way": "minted"}, absent=["search"]))
    assert not any(found.has(call) for call in ("register", "login", "refresh", "logout", "search"))
    assert found.has("me")


@pytest.mark.parametrize(
    ("stands_for", "judged_as"),
    [("", "docker"), ("local", "embedded"), ("cloud", "cloud"), ("production", "production")],
)
def test_a_run_is_judged_as_what_its_environment_stands_for(stands_for: str, judged_as: str) -> None:
    assert RunEnvironment(name="docker", stands_for=stands_for).judged_as == judged_as
