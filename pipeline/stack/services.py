"""The services of the pipeline: which module runs each, on which port, and in how many processes."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from pipeline.settings import Settings

EX_CONFIG = 78  # exit status of a service with wrong settings: starting it again would not help
START_SECONDS = 1  # the supervisor treats an exit within this time as a failed start, and tries again


@dataclass(frozen=True)
class Service:
    name: str
    module: str  # its main() runs the service in the calling process
    port: int | None = None  # its usual port
    scheme: str = "http"
    ready: str = "/health"  # answers 200 when the service does its work
    count: str | None = None  # the setting that holds its number of processes
    numbered: bool = False  # True if even a single process carries a number
    stop_signal: str = "TERM"


# In the order of their start. Each waits for what it needs, so the order only saves time.
SERVICES = {
    service.name: service
    for service in (
        Service("postgres", "pipeline.stack.postgres", 5432, scheme="postgresql", stop_signal="INT"),  # fast shutdown
        Service("api", "pipeline.api.app", 8000, ready="/ready", count="api_processes"),
        Service("worker", "pipeline.worker.main", count="workers", numbered=True),
        Service("storage", "pipeline.storage.app", 5001),
        Service("llamaparse", "pipeline.simulators.llamaparse", 8001),
        Service("openai", "pipeline.simulators.openai", 8002),
        Service("monitor", "pipeline.monitor.app", 8004),
        Service("web", "pipeline.web.app", 3000),
    )
}


def processes(settings: "Settings") -> dict[str, str]:
    """The name of every process of a stack, and the service it belongs to."""
    return {process: service.name for service in SERVICES.values() for process in _names(service, settings)}


def _names(service: Service, settings: "Settings") -> list[str]:
    count = getattr(settings, service.count) if service.count else 1
    if count == 1 and not service.numbered:
        return [service.name]
    return [f"{service.name}-{number}" for number in range(1, count + 1)]


def addresses(ports: dict[str, int], host: str) -> dict[str, str]:
    """The address of each service with a port, without credentials."""
    reached = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host  # noqa: S104 (compared, not bound)
    netloc = f"[{reached}]" if ":" in reached else reached
    urls = {name: f"{SERVICES[name].scheme}://{netloc}:{port}" for name, port in ports.items()}
    return {**urls, "postgres": urls["postgres"] + "/pipeline"}


def linked(url: str, where: str | None) -> str:
    """The address, moved to another host and port if they are given."""
    return urlsplit(url)._replace(netloc=where).geturl() if where else url
