"""The last word of each long paragraph is lost on the way from the parser to the storage.

In real life: a filter for hyphens at line ends removes a word too many. Facts and tables come through.
"""

import dataclasses

from keywords.proof.breaking import alter

REQUIREMENTS = ("C-PAR-1",)
FIELD = "pipeline"
SELECTION = ("Every Word Of A Document Is In Its Text",)
SERVICES = ("worker",)
MODULE = "pipeline.worker.parser"


def apply() -> None:
    from pipeline.worker import parser

    def shortened(read: parser.Parsed | None) -> parser.Parsed | None:
        if not read or not read.pages:
            return read
        return dataclasses.replace(read, pages=[without_last_words(page) for page in read.pages])

    alter(parser, "read_result", shortened)


def without_last_words(page: str) -> str:
    return "\n".join(line.rpartition(" ")[0] if is_prose(line) else line for line in page.split("\n"))


def is_prose(line: str) -> bool:
    return len(line) > 60 and not any(letter.isdigit() or letter == "|" for letter in line)
