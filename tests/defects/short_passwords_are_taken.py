"""A password may have five letters.

In real life: the rule stands in the page alone.
"""

from keywords.proof.breaking import put
from keywords.proof.hook import reached

REQUIREMENTS = ("C-REF-3",)
FIELD = "contract"
SELECTION = ("A Short Password Is Not Registered",)
SERVICES = ("api",)
MODULE = "pipeline.api.schemas"


def apply() -> None:
    from pipeline.api import schemas

    class Looser(schemas.Credentials):
        password: str

    put(schemas, "Credentials", Looser)
    reached()
