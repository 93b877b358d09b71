"""Search works, but OpenAPI does not describe it.

In real life: an endpoint is hidden while it is new and stays hidden when it is done. Users of the document do not find
it.
"""

from keywords.proof.breaking import note, put

REQUIREMENTS = ("P9-7.2",)
FIELD = "api"
SELECTION = ("OpenAPI Describes Every Endpoint",)
SERVICES = ("api",)
MODULE = "pipeline.api.search"


def apply() -> None:
    from pipeline.api import search

    for route in search.router.routes:
        put(route, "include_in_schema", False)
    note(search, "retrieve")
