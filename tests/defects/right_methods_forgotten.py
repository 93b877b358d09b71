"""The refusal of a wrong method does not name the right ones.

In real life: a framework keeps routes in another place since its last version.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("C-HDR-10",)
FIELD = "contract"
SELECTION = ("A Wrong Method Is Answered With The Right Ones",)
SERVICES = ("api",)
MODULE = "pipeline.api.app"


def apply() -> None:
    from pipeline.api import app

    replace(app, "_methods", lambda path: [])
