"""Keywords that fail themselves, which says nothing about the pipeline."""

from robot.api.deco import keyword, library

from keywords.libraries.base import Library


@library(scope="GLOBAL")
class failing(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def look_up(self, word: str) -> str:
        """A word of an answer that has another one."""
        return {"answer": "42"}[word]

    @keyword
    def expect_in_vain(self) -> None:
        """What the pipeline answered is not what must be."""
        assert {"answer": "42"}["answer"] == "41", "the answer is 42"
