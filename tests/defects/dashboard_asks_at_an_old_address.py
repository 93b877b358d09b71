"""The dashboard asks for the parser at an old address and shows it as down.

In real life: the monitoring has its own list of services. No one heeds an alarm that never stops.
"""

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-6.5",)
FIELD = "monitoring"
SELECTION = ("Every Service On The Dashboard Is Shown As Up",)
SERVICES = ("monitor",)
MODULE = "pipeline.monitor.asking"


def apply() -> None:
    from pipeline.monitor import asking
    from pipeline.settings import load

    get, parser = asking.get, load().llamaparse_url

    async def at_the_old_one(url: str) -> tuple[int, bytes]:
        return await get("http://127.0.0.1:9/health" if url.startswith(parser) else url)

    replace(asking, "get", at_the_old_one)
