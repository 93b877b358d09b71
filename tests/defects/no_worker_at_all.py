"""No worker process runs. Uploads are accepted all the same, and nothing says that they wait for ever.

In real life: the failure PM-1 of iteration 002. The service was left out of the deployment, and an accepted upload was
taken for a processed one.
"""

from typing import Any

from keywords.proof.hook import replace

REQUIREMENTS = ("P9-22.3",)
FIELD = "pipeline"
SELECTION = ("Workers Run And Take The Accepted Documents",)
SERVICES = ("stack",)
MODULE = "pipeline.stack.services"


def apply() -> None:
    from pipeline.stack import services

    names = services._names

    def without_workers(service: services.Service, settings: Any) -> list[str]:
        return [] if service.name == "worker" else names(service, settings)

    replace(services, "_names", without_workers)
