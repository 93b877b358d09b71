"""What a person does and sees on the web page, moment by moment, in a browser that evidence names."""

import hashlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from robot.api.deco import keyword, library
from robot.errors import ExecutionFailed
from robot.libraries.BuiltIn import BuiltIn, register_run_keyword

from keywords.basics.errors import Inconclusive, SpecError
from keywords.basics.quantities import nearest
from keywords.browsers.finding import ENGINES, Browser, WrongSetting, find
from keywords.documents.bad import BAD
from keywords.documents.pdf import Document, generate
from keywords.evidence.model import FOLDER, Case, Picture
from keywords.evidence.observing import share
from keywords.evidence.recorder import course, page
from keywords.libraries.base import Library
from keywords.running.in_robot import notes
from keywords.running.run import Run

MOMENTS, TROUBLE = "moments on the page as expected", "trouble on the page"
ONLY_LOCAL = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
QUALITY = 60  # of a picture, in percent
# Since the page was loaded; a reload begins anew.
SEEN = "() => window.witness ? [performance.timeOrigin, witness.asked.map(([, path]) => path), witness.trouble] : null"


@library(scope="GLOBAL")
class browsing(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For experiments in a browser. What a person does there is in `resources/browsers/`.

    An experiment uses a browser, goes through its moments, and notes what the page showed.
    """

    def __init__(self, run: Run | None = None) -> None:
        super().__init__(run)
        self._browser: Browser | None = None
        self._folder = Path()
        self._cases: list[Case] = []
        self._seen: dict[float, tuple[list[str], list[str]]] = {}  # calls and trouble, by the time of a load
        self._numbers = 0

    @keyword
    def use_a_browser(self, engine: str) -> None:
        """Start a browser with this engine: chromium, firefox or webkit. It ends with the experiment.

        Inconclusive if this machine has none.

        | Use A Browser | firefox |
        """
        if engine not in ENGINES:
            raise SpecError(f"there is no engine {engine!r}{nearest(engine, list(ENGINES))}")
        try:
            found = find(engine=ENGINES[engine])
        except WrongSetting as error:
            raise Inconclusive(str(error)) from None
        if found is None:
            raise Inconclusive(missing(engine))
        self._cases, self._seen = [], {}
        self._browser = self.run.scene.begin(found, self._running(found))

    @contextmanager
    def _running(self, found: Browser) -> Iterator[Browser]:
        """A browser, and a folder for the files of the person who uses it."""
        browser: Any = BuiltIn().get_library_instance("Browser")
        if found.engine == "firefox" and not found.own:
            BuiltIn().run_keyword("Drive The Installed Firefox")
        options = [f"executablePath={found.executable}", "reuse_existing=False"]
        options += [f"args={[ONLY_LOCAL]}"] if found.engine == "chromium" else []
        BuiltIn().run_keyword("New Browser", found.engine, "headless=True", *options)
        self._folder = Path(tempfile.mkdtemp(prefix="countersign-files-"))
        try:
            yield found
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)
            browser.close_browser()

    # People and files

    @keyword
    def a_newcomer(self) -> dict[str, str]:
        """The address and password of somebody who is not registered yet.

        | ${newcomer} = | A Newcomer |
        """
        return self.world.accounts.new_account()

    @keyword
    def a_registered_person(self) -> dict[str, str]:
        """The address and password of somebody who is registered.

        | ${anna} = | A Registered Person |
        """
        person = self.world.person()
        return {"email": person.email, "password": person.password}

    @keyword
    def file_of_a_document(self, *, pages: int = 1) -> dict[str, str]:
        """A PDF on disk: its path and name, and the question and answer of its first planted fact.

        | ${policy} = | File Of A Document | pages=3 |
        """
        document = generate(self._next(), pages=pages)
        return {**self._write(document), "question": document.facts[0].question, "answer": document.facts[0].answer}

    @keyword
    def file_of_a_bad_document(self, kind: str) -> dict[str, str]:
        """A file on disk that cannot be processed, such as `damaged`.

        | ${scan} = | File Of A Bad Document | damaged |
        """
        if kind not in BAD:
            raise SpecError(f"there is no bad document {kind!r}{nearest(kind, list(BAD))}")
        return self._write(BAD[kind](self._next()))

    @keyword
    def file_of_notes(self) -> dict[str, str]:
        """A text file on disk, which is no PDF and does not say so.

        | ${notes} = | File Of Notes |
        """
        self._next()
        path = self._folder / f"notes-{self._numbers}.txt"
        path.write_text("Things to do\n", encoding="utf-8")
        return {"path": str(path), "name": path.name}

    def _next(self) -> str:
        self._numbers += 1
        return f"{self.world.seed} on the page {self._numbers}"

    def _write(self, document: Document) -> dict[str, str]:
        path = self._folder / document.filename
        with path.open("wb") as file:
            file.writelines(document.parts())
        return {"path": str(path), "name": path.name}

    # Moments

    @keyword
    def moment(self, sentence: str, name: str, *arguments: Any) -> None:
        """Do something on the page, see what must follow, and take a picture.

        The sentence says what is seen if all is well. After a moment that went wrong, no other is tried.

        | Moment | The answer holds the fact | Ask And Read The Answer | ${policy} |
        """
        if self._browser is None:
            raise SpecError("no browser is open; moments come after `Use A Browser`")
        if any(not case.ok for case in self._cases):
            return
        said, wrong = str(BuiltIn().replace_variables(sentence)), ""
        if told := course():
            told.called(said, [name, *arguments])
        try:
            BuiltIn().run_keyword(name, *arguments)
        except ExecutionFailed as failed:
            if failed.exit or failed.skip or failed.syntax or failed.timeout:
                raise
            wrong = str(failed)
        browser = f"{self._browser.name} {self._browser.version}"
        self._cases.append(Case.judged(said, not wrong, seen=wrong, browser=browser))
        self._gather()
        self._picture(said)

    def _gather(self) -> None:
        """What the page has called and got wrong so far."""
        found = self._ask(SEEN)
        if found:
            loaded, calls, trouble = found
            self._seen[loaded] = calls, trouble

    def _ask(self, function: str) -> Any:
        browser: Any = BuiltIn().get_library_instance("Browser")
        return browser.evaluate_javascript(None, function)

    def _picture(self, said: str) -> None:
        """A picture of the moment, among the evidence of the experiment."""
        results = self.run.recorder.results
        if results is None or self._browser is None:
            return
        record = page().record
        slug = re.sub(r"[^a-z0-9]+", "-", said.lower()).strip("-")[:60]
        file = f"{FOLDER}/pictures/{record.id.partition('/')[2]}/{len(self._cases):02}-{slug}.jpeg"
        (results / file).parent.mkdir(parents=True, exist_ok=True)
        taken = BuiltIn().run_keyword(
            "Take Screenshot",
            (results / file).with_suffix(""),
            "fileType=jpeg",
            f"quality={QUALITY}",
            "log_screenshot=False",
        )
        content = Path(taken).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        record.pictures.append(Picture(moment=said, engine=self._browser.engine, file=file, sha256=digest))

    @keyword
    @notes(MOMENTS)
    def note_the_moments(self) -> None:
        """Note how many of the moments were as expected."""
        share(MOMENTS, self._cases)

    @keyword
    @notes(TROUBLE)
    def note_the_trouble(self) -> None:
        """Note how much trouble the page had: errors of its scripts, and calls that failed, of all its calls."""
        calls = [Case.judged(f"call of {path}", True) for paths, _ in self._seen.values() for path in paths]
        trouble = [said for _, sentences in self._seen.values() for said in sentences]
        share(TROUBLE, [*calls, *(Case.judged("on the page", False, "no trouble", said) for said in trouble)])


def missing(engine: str) -> str:
    """Why nothing was seen in a browser with this engine, and what to do."""
    return (
        f"this machine has no {ENGINES[engine].family}, so nothing was seen in it; "
        f"`python -m keywords.commands.browsers --engine {engine}` finds or installs one"
    )


register_run_keyword("browsing", "moment", 1, deprecation_warning=False)  # type: ignore[no-untyped-call]
