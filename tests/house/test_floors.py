"""The house stands: no room imports from its own floor or one above, and nothing goes round in a circle."""

from collections import defaultdict

import pytest
from robot.api import get_init_model, get_resource_model

from keywords.basics.folders import REPOSITORY
from tests.house.drawing import PAGE, drawn
from tests.house.imports import Import, circle, floors, imports, level, modules, room_of, within


def test_every_room_has_one_floor_and_every_floor_has_rooms() -> None:
    rooms = [room for floor in floors() for room in floor]
    assert len(rooms) == len(set(rooms))
    assert set(rooms) == {room_of(module) for module in modules("keywords")} - {""}


def test_a_room_imports_only_from_rooms_below_it() -> None:
    floor = level()
    climbing = [
        str(found)
        for found in within("keywords")
        if room_of(found.module) != room_of(found.imported)
        and room_of(found.module)
        and floor[room_of(found.imported)] >= floor[room_of(found.module)]
    ]
    assert not climbing, "\n".join(climbing)


@pytest.mark.parametrize("package", ["keywords", "pipeline"])
def test_no_two_modules_import_each_other(package: str) -> None:
    edges: dict[str, set[str]] = defaultdict(set)
    for found in within(package):
        edges[found.module].add(found.imported)
    assert not circle(edges)


def test_the_keywords_know_the_pipeline_by_its_network_alone() -> None:
    assert not _across("keywords", {"pipeline", "tests"})


def test_the_pipeline_knows_nothing_of_the_suite() -> None:
    assert not _across("pipeline", {"keywords", "tests", "robot"})


def test_suites_import_resources_and_resources_import_libraries() -> None:
    for path in sorted((REPOSITORY / "suites").rglob("*.robot")):
        read = get_init_model if path.name == "__init__.robot" else get_resource_model
        for kind, name in _robot_imports(read(str(path))):
            assert kind == "RESOURCE", f"{path} imports {name}"
            assert (path.parent / name).resolve().parent == REPOSITORY / "resources", f"{path} imports {name}"
    for path in sorted((REPOSITORY / "resources").rglob("*.resource")):
        for kind, name in _robot_imports(get_resource_model(str(path))):
            ours = name.startswith("keywords.")
            assert not ours or name.startswith("keywords.libraries."), f"{path} imports {name}"
            assert kind in ("LIBRARY", "RESOURCE"), f"{path} imports {name}"


def test_a_circle_is_found_and_a_tree_is_none() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"c"}}) == []


def test_imports_are_read_wherever_they_stand() -> None:
    """A room cannot hide an import in a function."""
    assert any(found.imported == "psycopg2.extensions" for found in imports("keywords"))


def _across(package: str, strange: set[str]) -> list[Import]:
    return [found for found in imports(package) if found.imported.split(".")[0] in strange]


def _robot_imports(model: object) -> list[tuple[str, str]]:
    return [
        (part.type, part.name)
        for section in model.sections  # type: ignore[attr-defined]  # robot is untyped
        for part in section.body
        if getattr(part, "type", "") in ("LIBRARY", "RESOURCE", "VARIABLES")
    ]


def test_the_drawing_is_in_step_with_the_floors() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert drawn(page) == page, "run make docs"
