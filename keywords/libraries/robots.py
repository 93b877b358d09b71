"""What a robot does: it carries out experiments for another run."""

from robot.api.deco import keyword, library
from robot.libraries.BuiltIn import BuiltIn

from keywords.libraries.base import SERVICE


@library(scope="GLOBAL")
class robots:  # noqa: N801 (Robot Framework finds the library by its module's name)
    """For the one test of a robot; no spec imports it."""

    @keyword
    def carry_out_orders(self) -> None:
        """Carry out each experiment that the run asks for, until it has no more of them."""
        BuiltIn().get_variable_value(SERVICE).carry_out_orders()
