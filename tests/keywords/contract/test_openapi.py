"""What an OpenAPI document describes, compared with the contract."""

from typing import Any

from keywords import environments
from keywords.contract import openapi

HERE = environments.load("embedded")


def document(*operations: tuple[str, str]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for method, path in operations:
        paths.setdefault(path, {"summary": "no operation"})[method] = {}
    return {"paths": paths}


def test_operations_are_the_methods_of_paths() -> None:
    told = document(("get", "/jobs"), ("delete", "/jobs"), ("post", "/chat"))
    assert list(openapi.operations(told)) == [("GET", "/jobs"), ("DELETE", "/jobs"), ("POST", "/chat")]


def test_a_parameter_may_be_called_anything() -> None:
    assert openapi.shape("GET", "/jobs/{job_id}/x") == openapi.shape("GET", "/jobs/{id}/x") == "GET /jobs/{}/x"
    assert openapi.filled("/jobs/{job_id}/x", "7") == "/jobs/7/x"


def test_a_call_that_the_document_leaves_out_is_named() -> None:
    known = [shape.split() for call, shape in openapi.promised(HERE).items() if call != "search"]
    told = document(*((method.lower(), path) for method, path in known))
    assert openapi.undescribed(HERE, told) == ["search"]


def test_a_path_with_another_method_is_not_described() -> None:
    assert "search" in openapi.undescribed(HERE, document(("get", HERE.paths.search)))


def test_a_described_call_that_was_not_tried_is_named() -> None:
    told = document(("post", HERE.paths.search), ("post", HERE.paths.chat))
    assert openapi.untried(HERE, told, ["chat"]) == ["search"]


def test_what_an_environment_lacks_is_not_promised() -> None:
    poorer = HERE.model_copy(update={"absent": ["search"]})
    assert "search" in openapi.promised(HERE)
    assert "search" not in openapi.promised(poorer)
