"""The drawing of a timeline."""

from xml.etree import ElementTree

import pytest

from keywords.dossier import timelines
from keywords.evidence.model import Timeline


def test_the_drawing_stacks_the_stages_shades_the_fault_and_says_both_in_words() -> None:
    seen = Timeline(
        seconds=[0, 10, 20], jobs={"queued": [2, 1, 0], "done<": [0, 1, 2], "never": [0, 0, 0]}, shaded=(5, 10)
    )
    shapes = ElementTree.fromstring(str(timelines.draw(seen)))
    paths = [each.get("d") for each in shapes.iter("path")]
    assert len(paths) == 2, "a stage that no job reached is not drawn"
    (shade,) = [each for each in shapes.iter("rect") if each.get("class") == "shade"]
    left, width = float(shade.get("x") or 0), float(shade.get("width") or 0)
    assert left == pytest.approx(timelines.LEFT + timelines.WIDTH / 4)
    assert width == pytest.approx(timelines.WIDTH / 4)
    spoken = [each.text for each in shapes if each.tag in ("title", "desc")]
    assert spoken == ["Jobs by stage: 2 jobs over 20 s; broken from 5 s to 10 s", "In the end: 2 done<"]
    assert "done<" in "".join(shapes.itertext())
