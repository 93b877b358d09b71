"""A document that fails, and a failure that holds secrets. When the run ends, it writes down the secrets it knew."""

import atexit
import json
import os
from pathlib import Path
from typing import NoReturn

from robot.api.deco import keyword, library

from keywords.basics import secrets
from keywords.documents.bad import damaged
from keywords.documents.pdf import generate
from keywords.libraries.base import Library


def write_down() -> None:
    Path(os.environ["TOLD"]).write_text(
        json.dumps(sorted(value for values in secrets._known.values() for value in values)), encoding="utf-8"
    )


@library(scope="GLOBAL")
class telling(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    def __init__(self) -> None:
        super().__init__()
        atexit.register(write_down)

    @keyword
    def a_damaged_document_is_embedded(self) -> None:
        person = self.world.person()
        uploaded = person.upload(damaged("real run"))
        ended = person.wait_for_end(uploaded)["state"]
        self.run.recorder.expect(f"state of job {uploaded.job_id}", "done", ended)

    @keyword
    def tell_too_much(self) -> NoReturn:
        person = self.world.person()
        link = person.parse("upload", person.announce(generate("too much", pages=1)))["signed_url"]
        database = self.world.database()
        raise RuntimeError(f"{person.token} {person.password} {person.session.refresh_token} {link} {database}")
