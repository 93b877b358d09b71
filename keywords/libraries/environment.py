"""The keywords by which a suite makes its environment ready; any suite may call them, the first call does the work."""

from robot.api import logger
from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn

from keywords import world
from keywords.contract.people import needs


@library(scope="GLOBAL")
class environment:  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def make_the_environment_ready(self) -> None:
        """Start or find the pipeline that `--variable ENVIRONMENT:name` or COUNTERSIGN_ENVIRONMENT names.

        What a run leaves to chance follows from a seed, which is told, and given again by `--variable SEED:number`.
        """
        given, seed = (BuiltIn().get_variable_value(f"${{{name}}}") for name in ("ENVIRONMENT", "SEED"))
        here = world.make_ready(given, None if seed is None else int(seed))
        logger.info(f"What is left to chance can be repeated: --variable SEED:{here.seed}")

    @keyword
    def address_of(self, service: str) -> str:
        """Where a service of the environment is found.

        | ${api} = | Address Of | api |
        """
        return world.current().address(service)

    @keyword
    def the_environment_has(self, *capabilities: str) -> None:
        """Inconclusive where the environment's file says that something of the contract is absent.

        | The Environment Has | search | audit log |
        """
        needs(world.current().environment, *(name.replace(" ", "_") for name in capabilities))

    @keyword
    def names_of_the_tables(self) -> tuple[str, list[str]]:
        """The schema of the pipeline, and what it calls the tables of the contract.

        | ${schema} | ${tables} = | Names Of The Tables |
        """
        here = world.current().environment
        return here.schema_, [table["name"] for table in here.tables.values()]

    @keyword
    def database_parameters(self) -> dict[str, str]:
        """How DatabaseLibrary connects to the pipeline's database; the password is masked in the log."""
        from psycopg2.extensions import parse_dsn

        parameters = parse_dsn(world.current().database())
        return {key: str(value) for key, value in parameters.items()}
