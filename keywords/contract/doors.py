"""The doors that an access token opens: the API, the storage and the live connection."""

from keywords.basics import clients
from keywords.contract.answers import ACCEPTED, outcome
from keywords.contract.live import UNAUTHORIZED, refused_with
from keywords.contract.people import Person, needs
from keywords.contract.place import Place
from keywords.contract.storage import Storage
from keywords.evidence.steps import step

NEEDS_TOKEN = ("me", "documents", "jobs")  # calls that need a token and nothing else
OPEN, REFUSED = "open", "refused"
NO = (401, 403, 404)  # how a storage says that a token opens nothing


@step("Try a token at every door", saw=lambda seen: ", ".join(f"{door}: {what}" for door, what in seen.items()))
def tried(place: Place, person: Person, token: str, storage: bool = True) -> dict[str, str]:
    """What each door of the environment does with a token that names this user: open, refused, or a status."""
    here = place.environment
    seen = {"API": at_the_api(place, token)}
    if here.has("live"):
        code = refused_with(person, place.address("api"), token)
        seen["live connection"] = OPEN if code is None else REFUSED if code in UNAUTHORIZED else f"code {code}"
    if storage and here.has("storage"):
        with Storage(place) as there:
            status = there.listing("raw", person.user_id, token).status_code
        seen["storage"] = REFUSED if status in NO else OPEN if status < 300 else f"status {status}"
    return seen


def at_the_api(place: Place, token: str) -> str:
    here = place.environment
    call = next((call for call in NEEDS_TOKEN if here.has(call)), NEEDS_TOKEN[0])
    needs(here, call)
    headers = here.sign_in.presented(token)
    answer = clients.get(place.address("api") + here.paths.of(call), headers=headers)
    said = outcome(here, call, answer.status_code)
    return {ACCEPTED: OPEN, "unauthorized": REFUSED}.get(said, said)
