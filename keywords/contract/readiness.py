"""What the API says of itself and of the services that it needs."""

from keywords.basics import clients
from keywords.contract.answers import body_of, in_contract_words
from keywords.contract.people import needs
from keywords.contract.place import Place

AVAILABLE = "available"


def dependencies(place: Place) -> dict[str, str]:
    """The state of each dependency of the API, as its readiness reports it."""
    needs(place.environment, "ready")
    body = body_of(clients.get(place.address("api") + place.environment.paths.ready))
    found: dict[str, str] = in_contract_words("ready", body, place.environment.answers["ready"])["dependencies"]
    return found


def away(place: Place) -> list[str]:
    """The dependencies that are not available."""
    return sorted(name for name, state in dependencies(place).items() if state != AVAILABLE)
