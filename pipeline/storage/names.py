"""Names of objects and folders; no valid name can lead out of a bucket."""

import re
from dataclasses import dataclass
from typing import Self

from pipeline.serving import Refusal

BUCKETS = ("raw", "parsed")
LONGEST_NAME = 512
LONGEST_SEGMENT = 255  # what file systems allow
_SEGMENT = re.compile(rf"(?!\.)[A-Za-z0-9._-]{{1,{LONGEST_SEGMENT}}}")


def bucket_of(bucket: str) -> str:
    if bucket not in BUCKETS:
        raise Refusal(404, "bucket_not_found", "There is no such bucket.")
    return bucket


def segments_of(path: str) -> tuple[str, ...]:
    segments = tuple(path.split("/"))
    if len(path) > LONGEST_NAME or not all(_SEGMENT.fullmatch(segment) for segment in segments):
        raise Refusal(
            422,
            "invalid_name",
            f"A name has at most {LONGEST_NAME} characters: segments of letters, digits, '.', '_' and '-' "
            "divided by '/', none of them empty, too long, or beginning with '.'.",
        )
    return segments


@dataclass(frozen=True)
class Name:
    """A bucket and the path of an object in it."""

    bucket: str
    segments: tuple[str, ...]

    @classmethod
    def parse(cls, bucket: str, path: str) -> Self:
        return cls(bucket_of(bucket), segments_of(path))

    @property
    def path(self) -> str:
        return "/".join(self.segments)

    @property
    def folders(self) -> tuple[str, ...]:
        return self.segments[:-1]

    @property
    def last(self) -> str:
        return self.segments[-1]

    def __str__(self) -> str:
        return f"{self.bucket}/{self.path}"
