"""The kinds of services, and what a pipeline loses without each."""

from dataclasses import dataclass

ORDINARY_WORK = frozenset({"upload", "put", "job", "search"})


@dataclass(frozen=True)
class Kind:
    """Properties of a service. The defaults describe an unknown service."""

    name: str
    dependency: str = ""  # what readiness calls it; '' if readiness does not mention it
    works_without: frozenset[str] = frozenset()  # the users' calls that succeed without it
    missed: bool = True  # documents or signed-in users notice when it is gone
    records_events: bool = True  # its absence shows in the pipeline's own events
    needed: tuple[str, str] = ("queued", "embedded")  # the first and the last stage at which documents need it
    simulated: bool = False  # stands for a provider outside the pipeline
    json_logs: bool = True
    takes_settings: bool = True  # its processes keep the pipeline's settings in their environment


KINDS = {
    kind.name: kind
    for kind in (
        Kind("api", records_events=False),
        Kind("worker", works_without=ORDINARY_WORK),
        Kind("storage", "storage", frozenset({"job", "search"}), needed=("queued", "chunking")),
        Kind("llamaparse", "llamaparse", ORDINARY_WORK, needed=("job_validated", "parsing"), simulated=True),
        Kind("openai", "openai", ORDINARY_WORK - {"search"}, needed=("embedding", "embedding"), simulated=True),
        Kind("postgres", "database", records_events=False, json_logs=False, takes_settings=False),
        Kind("monitor", works_without=ORDINARY_WORK, missed=False, records_events=False),
        Kind("web", works_without=ORDINARY_WORK, missed=False, records_events=False),
    )
}
PROVIDERS = tuple(name for name, kind in KINDS.items() if kind.simulated)


def service_of(target: str) -> str:
    """`worker-1` belongs to the service `worker`; `worker:storage` is the storage as workers reach it."""
    return target.rpartition(":")[2].rstrip("-0123456789")


def kind_of(target: str) -> Kind:
    """The kind of a service, of a process, or of a link to it."""
    service = service_of(target)
    return KINDS.get(service) or Kind(service)
