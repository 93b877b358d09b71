"""Everything around the page: people, files, services, the providers' weather, and the pipeline's own records."""

import contextlib
from base64 import b64encode
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn

from keywords.documents import bad as bad_documents
from keywords.documents.large import MIB, large
from keywords.documents.pdf import Document, generate
from pipeline.stages import STAGES
from tests.pipeline.conftest import look_at
from tests.pipeline.database import sql
from tests.pipeline.people import PASSWORD, Person, eventually
from tests.pipeline.providers import clear_weather, set_weather

SECONDS = 120  # enough on a busy machine


@library(scope="GLOBAL")
class surroundings:  # noqa: N801 (Robot Framework finds the library by its module's name)
    def __init__(self, stack: str) -> None:
        self.stack = look_at(stack)
        self._files: list[Path] = []
        self._people: list[str] = []  # of this test, by user id

    # People and their files

    @keyword
    def a_person(self, plan: str = "ordinary") -> dict[str, str]:
        """A registered person: email, password, user id and token."""
        person = Person(self.stack.urls["api"])
        self._people.append(person.user_id)
        if plan == "large":
            sql(self.stack.database, "UPDATE auth.users SET plan = 'large' WHERE user_id = $1::uuid", person.user_id)
        return {"email": person.email, "password": PASSWORD, "user_id": person.user_id, "token": person.token}

    @keyword
    def a_newcomer(self) -> dict[str, str]:
        """An address that is not registered yet, and a password."""
        return {"email": f"newcomer-{uuid4().hex[:12]}@example.com", "password": PASSWORD}

    @keyword
    def a_document(self, seed: str, pages: int = 1, name: str = "") -> dict[str, Any]:
        """A PDF on disk: its path and name, and the question and answer of its first planted fact."""
        document = generate(seed, pages=pages)
        fact = document.facts[0]
        path = self._write(document, name)
        return {"path": path, "name": Path(path).name, "question": fact.question, "answer": fact.answer}

    @keyword
    def a_bad_document(self, kind: str, seed: str) -> dict[str, str]:
        """A file that cannot be processed, such as `damaged` or `not a pdf`."""
        path = self._write(bad_documents.BAD[kind](seed))
        return {"path": path, "name": Path(path).name}

    @keyword
    def the_contents_of(self, *files: dict[str, str]) -> list[dict[str, str]]:
        """Names and bytes (in base64) of files, in a form that a script in the page can use."""
        return [{"name": f["name"], "content": b64encode(Path(f["path"]).read_bytes()).decode()} for f in files]

    @keyword
    def a_text_file(self) -> dict[str, str]:
        path = Path(self._write(bad_documents.not_a_pdf("web"))).rename(self._folder / "notes.txt")
        self._files.append(path)
        return {"path": str(path), "name": path.name}

    @keyword
    def a_large_document(self, mebibytes: float, seed: int = 1) -> dict[str, str]:
        """A PDF of this size on disk, and its SHA-256."""
        document = large(int(mebibytes * MIB), seed)
        path = self._write(document)
        return {"path": path, "name": document.filename, "sha256": document.sha256}

    @property
    def _folder(self) -> Path:
        return Path(BuiltIn().get_variable_value("${OUTPUT_DIR}"))

    def _write(self, document: Document, name: str = "") -> str:
        path = self._folder / (name or document.filename)
        with path.open("wb") as file:
            file.writelines(document.parts())
        self._files.append(path)
        return str(path)

    # The pipeline around the page

    @keyword
    def address_of(self, service: str) -> str:
        return self.stack.urls[service]

    @keyword
    def set_the_weather(self, service: str, **weather: Any) -> None:
        """Set the weather over a simulated provider (`llamaparse` or `openai`), until `Clear The Weather`."""
        set_weather(self.stack.urls[service], **weather)

    @keyword
    def clear_the_weather(self) -> None:
        for service in ("llamaparse", "openai"):
            clear_weather(self.stack.urls[service])

    @keyword
    def run_service_command(self, command: str, service: str) -> None:
        """Run `stop`, `start`, `restart` or `kill` on the pipeline's command line."""
        self.stack.cli(command, service)

    # The pipeline's own records

    @keyword
    def value_of_metric(self, metric: str) -> float:
        """The value of a metric of the API, summed over its labels."""
        text = httpx.get(self.stack.urls["api"] + "/metrics", timeout=SECONDS).text
        lines = [line.split() for line in text.splitlines() if line.startswith((metric + " ", metric + "{"))]
        return sum(float(value) for _, value in lines)

    @keyword
    def metric_should_exceed(self, metric: str, before: float) -> None:
        eventually(lambda: self.value_of_metric(metric), lambda seen: seen > before, f"{metric} over {before:g}")

    @keyword
    def documents_of(self, user_id: str) -> list[dict[str, Any]]:
        """The rows of a person's documents with their jobs, oldest first."""
        return sql(
            self.stack.database,
            "SELECT filename, file_sha256, bytes_len, stage, state FROM upload_pipeline.documents "
            "LEFT JOIN upload_pipeline.upload_jobs USING (document_id) "
            "WHERE documents.user_id = $1::uuid ORDER BY documents.created_at",
            user_id,
        )

    @keyword
    def the_document_reaches(self, file: dict[str, str], stage: str) -> None:
        """Wait until the document is at this stage, whatever the page shows."""
        eventually(
            lambda: self._job(file["name"])["stage"], lambda seen: seen == stage, f"{stage} of {file['name']}", SECONDS
        )

    @keyword
    def the_pipeline_has_validated(self, file: dict[str, str]) -> None:
        """Wait until the pipeline has found the document's bytes to match the announcement."""
        passed = STAGES[1:]
        eventually(
            lambda: self._job(file["name"])["stage"],
            passed.__contains__,
            f"a checked {file['name']}",
            3 * SECONDS,
        )

    @keyword
    def the_pipeline_has_finished(self, file: dict[str, str]) -> None:
        """Wait until the document's job is done, whatever the page shows."""
        eventually(
            lambda: self._job(file["name"])["state"], lambda seen: seen == "done", f"the end of {file['name']}", SECONDS
        )

    def _job(self, filename: str) -> dict[str, Any]:
        rows = sql(
            self.stack.database,
            "SELECT stage, state FROM upload_pipeline.upload_jobs JOIN upload_pipeline.documents USING (document_id) "
            "WHERE filename = $1 AND documents.user_id = ANY($2::uuid[])",
            filename,
            self._people,
        )
        return rows[0] if rows else {"stage": "", "state": ""}

    @keyword
    def the_page_announced_the_right_hash(self, person: dict[str, str], file: dict[str, str]) -> None:
        """The page announced the file's SHA-256, and the pipeline found its bytes to match."""
        found = self.documents_of(person["user_id"])
        assert [row["file_sha256"] for row in found] == [file["sha256"]], found
        assert found[0]["stage"] != "queued", found

    @keyword
    def no_document_is_left_for(self, person: dict[str, str]) -> None:
        eventually(lambda: self.documents_of(person["user_id"]), lambda rows: not rows, "no document")

    @keyword
    def end_of_test(self) -> None:
        """Clear the weather and delete the test's files."""
        self.clear_the_weather()
        self._people.clear()
        while self._files:
            with contextlib.suppress(FileNotFoundError):
                self._files.pop().unlink()
