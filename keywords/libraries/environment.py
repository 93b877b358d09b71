"""Keywords that make the environment ready. Any suite may call them; the first call does the work."""

from pathlib import Path
from typing import Any

from robot.api import logger
from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn

from keywords.basics.commits import commit_of_the_suite
from keywords.basics.errors import Inconclusive
from keywords.cleaning import cleaner
from keywords.contract.people import needs
from keywords.evidence import links
from keywords.libraries.base import RECORDING, Library
from keywords.running.run import Run


def metadata(run: Run) -> dict[str, str]:
    """What the first lines of the log and the report say of the run."""
    here, file = run.environment, Path(str(BuiltIn().get_variable_value("${REPORT FILE}")))
    report = file.name if file.suffix else ""  # NONE if there is none
    return {
        "Environment": f"{here.name}: {here.title}" if here.title else here.name,
        "Pipeline": run.fingerprint["api version"],
        "Countersign": commit_of_the_suite(),
        **({"Checks": f"[{report}#totals?all|all in one table, each with what was seen]"} if report else {}),
        "Decision": "made after this file was written: [dossier/index.html|the dossier]",
    }


@library(scope="GLOBAL")
class environment(Library):  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def make_the_environment_ready(self) -> None:
        """Start or find the pipeline that `--variable ENVIRONMENT:name` or COUNTERSIGN_ENVIRONMENT names.

        All chance in a run follows from a seed. The log names it, and `--variable SEED:number` repeats it.
        """
        seed = BuiltIn().get_variable_value("${SEED}")
        begins = not self.run.ready
        if begins:
            self.run.left_behind += cleaner.sweep().sentences
        world = self.run.make_ready(None if seed is None else int(seed))
        if begins:
            recording: Any = BuiltIn().get_library_instance(RECORDING)
            for name, value in metadata(self.run).items():
                BuiltIn().set_suite_metadata(name, links.moved(value, recording.way), top=True)
        logger.info(f"To repeat the random choices: --variable SEED:{world.seed}")

    @keyword
    def address_of(self, service: str) -> str:
        """The address of a service of the environment.

        | ${api} = | Address Of | api |
        """
        return self.world.address(service)

    @keyword
    def the_environment_has(self, *capabilities: str) -> None:
        """Inconclusive if the environment file declares one of these parts of the contract absent.

        | The Environment Has | search | audit log |
        """
        needs(self.world.environment, *(name.replace(" ", "_") for name in capabilities))

    @keyword
    def the_environment_requires(self, figure: str) -> str:
        """The limit that the environment sets for a figure; inconclusive if it sets none.

        | ${limit} = | The Environment Requires | recovery time |
        """
        own = self.world.environment.required.get(figure)
        if own is None:
            raise Inconclusive(f"no limit is set: {self.world.environment.name} requires nothing of {figure!r}")
        return str(own.limit)

    @keyword
    def use_a_lent_stack(self) -> None:
        """Play the rest of this check on a stack that nothing else uses meanwhile, and that may be broken.

        Users and documents from before belong to the run's own stack.

        | Use A Lent Stack |
        """
        scene = self.run.scene
        scene.world = scene.begin("a lent stack", self.run.world.lent())

    @keyword
    def use_a_stack_as_shipped(self, **settings: int) -> None:
        """Play the rest of this check on a stack of its own, with the pipeline's own settings but for these.

        Other stacks that a check may break retry, probe and notice a lost worker sooner than a pipeline in production.

        | Use A Stack As Shipped | probe_seconds=1 |
        """
        scene = self.run.scene
        scene.world = scene.begin("a stack as shipped", self.run.world.as_shipped(**settings))

    @keyword
    def names_of_the_tables(self) -> tuple[str, list[str]]:
        """The schema of the pipeline, and its names for the tables of the contract.

        | ${schema} | ${tables} = | Names Of The Tables |
        """
        here = self.world.environment
        return here.schema_, [table["name"] for table in here.tables.values()]

    @keyword
    def database_parameters(self) -> dict[str, str]:
        """The parameters with which DatabaseLibrary connects to the pipeline's database. The log masks the password."""
        from psycopg2.extensions import parse_dsn

        parameters = parse_dsn(self.world.database())
        return {key: str(value) for key, value in parameters.items()}
