"""Tags of one's own are allowed by a list of patterns; a pattern cannot be so wide that a mistyped tag passes."""

from pathlib import Path

import pytest

from keywords.basics.yaml_files import FileError
from keywords.checklists.requirements import catalogue
from keywords.running import own_tags


@pytest.mark.parametrize(("tag", "allowed"), [("team:search", True), ("Ticket:PIPE-12", True), ("teams:search", False)])
def test_the_list_allows_its_patterns(tag: str, allowed: bool) -> None:
    assert own_tags.allows(tag) is allowed


def test_no_pattern_of_the_list_is_a_requirement() -> None:
    assert [tag for tag in catalogue() if own_tags.allows(tag)] == []


@pytest.mark.parametrize("pattern", ["*", "P4-*", "s*", "*:search"])
def test_a_wide_pattern_is_refused(tmp_path: Path, pattern: str) -> None:
    file = tmp_path / "tags.yaml"
    file.write_text(f"own: ['{pattern}']\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"own\.0"):
        own_tags.load(file)
