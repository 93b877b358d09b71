"""Tags in Robot's report say what they stand for."""

from robot.run import RobotFramework

from keywords.checklists.requirements import catalogue
from keywords.commands.tag_words import argument_file


def test_each_requirement_has_its_sentence_and_a_link_and_other_tags_have_none() -> None:
    with argument_file(["P9-1.2", "smoke", "P9-1.2"]) as file:
        options, _ = RobotFramework().parse_arguments(["--argumentfile", str(file), "."])
    assert options["tagdoc"] == [f"P9-1.2:{catalogue()['P9-1.2'].text}"]
    assert options["tagstatlink"] == ["P9-1.2:dossier/index.html#P9-1.2:dossier"]


def test_every_requirement_fits_into_the_file() -> None:
    with argument_file(catalogue()) as file:
        options, paths = RobotFramework().parse_arguments(["--argumentfile", str(file), "."])
    assert len(options["tagdoc"]) == len(options["tagstatlink"]) == len(catalogue())
    assert paths == ["."]
