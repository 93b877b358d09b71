"""A stack takes a setting that there is not, and starts without it.

In real life: settings come from many places, so unknown ones are let pass; a slip of the pen changes nothing, unseen.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-17.1",)
FIELD = "environment"
SELECTION = ("A Mistake In The Settings Is Refused By Name",)
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
