"""A stack accepts a setting that does not exist and starts without it.

In real life: settings come from many places, so unknown ones pass. A typo changes nothing, and no one sees it.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-17.1",)
FIELD = "environment"
SELECTION = ("A Wrong Setting Is Refused By Name",)
SERVICES = ("stack",)
MODULE = "pipeline.stack.up"


def apply() -> None:
    from pipeline.settings import Settings
    from pipeline.stack import up

    given = up.variables_given

    def known_ones(assignments: list[str]) -> dict[str, str]:
        names = set(Settings.model_fields)
        return given([one for one in assignments if one.partition("=")[0].lower() in names])

    replace(up, "variables_given", known_ones)
