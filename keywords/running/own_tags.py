"""The tags of one's own that a check may have, such as `team:search`: variables/tags.yaml lists them as patterns."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from robot.model import TagPatterns

from keywords.basics import yaml_files
from keywords.basics.folders import VARIABLES

FILE = VARIABLES / "tags.yaml"
LITERAL = r"^[A-Za-z]{3}"  # a pattern that begins with * would let a mistyped tag pass


class OwnTags(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    own: list[Annotated[str, Field(pattern=LITERAL)]] = []


@cache
def load(file: Path = FILE) -> OwnTags:
    return yaml_files.load(OwnTags, file)


def allows(tag: str) -> bool:
    return bool(TagPatterns(load().own).match([tag]))
