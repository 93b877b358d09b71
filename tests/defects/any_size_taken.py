"""Files of any size are accepted.

In real life: the limit is the proxy's business since last week, and the proxy's people do not know.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-11.1",)
FIELD = "api"
SELECTION = ("Duplicates, Large Files And Other Types Are Refused",)
SERVICES = ("api",)
MODULE = "pipeline.api.uploads"


def apply() -> None:
    from pipeline.api import uploads

    async def whatever_it_is(*_about: Any) -> None:
        """No look at how large it is."""

    replace(uploads, "_check_size", whatever_it_is)
