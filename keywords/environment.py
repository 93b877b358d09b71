"""The keywords by which a suite makes its environment ready; any suite may call them, the first call does the work."""

from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn

from keywords import world


@library(scope="GLOBAL")
class environment:  # noqa: N801 (Robot Framework finds the library by its module's name)
    @keyword
    def make_the_environment_ready(self) -> None:
        """Start or find the pipeline that `--variable ENVIRONMENT:name` or COUNTERSIGN_ENVIRONMENT names."""
        world.make_ready(BuiltIn().get_variable_value("${ENVIRONMENT}"))

    @keyword
    def address_of(self, service: str) -> str:
        """Where a service of the environment is found.

        | ${api} = | Address Of | api |
        """
        return world.current().addresses[service]

    @keyword
    def database_parameters(self) -> dict[str, str]:
        """How DatabaseLibrary connects to the pipeline's database; the password is masked in the log."""
        from psycopg2.extensions import parse_dsn

        here = world.current()
        parameters = parse_dsn(here.secrets[here.environment.credentials.get("database", "DATABASE_URL")])
        return {key: str(value) for key, value in parameters.items()}
