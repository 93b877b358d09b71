"""What the API says of itself and of the services that it needs."""

import httpx

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
    """The dependencies that are not available; the API itself if it does not answer."""
    try:
        states = dependencies(place)
    except httpx.TransportError as error:
        return [f"api ({error})"]
    return sorted(name for name, state in states.items() if state != AVAILABLE)
