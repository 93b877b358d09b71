"""Forged tokens whose form is right, presented at every door: the API, the storage and the live connection."""

from collections.abc import Mapping

from keywords.basics import clients
from keywords.basics.errors import Absent
from keywords.contract import sessions
from keywords.contract.forging import altered, encoded
from keywords.contract.live import UNAUTHORIZED, refused_with
from keywords.contract.people import Person, Uploaded
from keywords.contract.querying import rows
from keywords.contract.storage import Storage
from keywords.environments.dialect import METHODS
from keywords.evidence.cases import Cases
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import process_document
from keywords.running.catalogue import control, experiment
from keywords.world import World

DOORS = ("me", "jobs", "job", "documents", "document", "content", "upload", "search", "chat", "retry", "delete")
SERVICE_ROLE = "service_role"
PATHS = "SELECT raw_path FROM {documents} WHERE document_id::text = %s"


@experiment(
    "forged tokens at every door",
    (
        control("genuine tokens accepted", "== 100 %"),
        "forged tokens refused by the API",
        "forged tokens refused by the storage",
        "forged tokens refused live",
    ),
    doors=list(DOORS),
)
def forged_tokens(world: World) -> None:
    """Somebody without the secret alters a genuine token; the form is right, and only the signature is wrong."""
    owner, thief = world.two_people()
    uploaded = process_document(owner, "behind a door")
    forged, genuine = forgeries(owner, thief), Cases()
    if world.environment.has("storage"):
        at_the_storage(world, owner, forged, rows(world, PATHS, uploaded.document_id)[0][0], genuine)
    if world.environment.has("live"):
        at_the_live_connection(world, owner, forged, genuine)
    # Last, since a forgery that is believed may delete the document.
    at_the_api(world, owner, forged, uploaded, genuine)
    genuine.observe("genuine tokens accepted")


def forgeries(owner: Person, thief: Person) -> Mapping[str, str]:
    """Tokens that name the owner, each with a signature that is no signature of them."""
    head, claims, _ = owner.token.split(".")
    own_head, _, of_thief = thief.token.split(".")
    return {
        "another user's signature": f"{own_head}.{claims}.{of_thief}",
        "an altered signature": f"{head}.{claims}.{altered(owner.token.split('.')[2])}",
        "no signature, and the algorithm 'none'": f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{claims}.",
        "the owner in the thief's claims": f"{own_head}.{claims_for(owner, thief)}.{of_thief}",
    }


def claims_for(owner: Person, thief: Person) -> str:
    return encoded({**sessions.claims_of(thief.token), "sub": sessions.claims_of(owner.token).get("sub")})


def as_service(person: Person) -> str:
    """The person's own token, with the role of the services written into it."""
    head, _, signature = person.token.split(".")
    return f"{head}.{encoded({**sessions.claims_of(person.token), 'role': SERVICE_ROLE})}.{signature}"


@step("Try every forgery at the API")
def at_the_api(world: World, owner: Person, forged: Mapping[str, str], uploaded: Uploaded, genuine: Cases) -> None:
    """Observe which calls refuse every forgery. The owner's own token shows that the door opens at all."""
    here, cases = world.environment, Cases()
    ids = {"document_id": uploaded.document_id, "job_id": uploaded.job_id}
    genuine.expect(
        "job with the owner's token", here.success.job, owner.call("job", job_id=uploaded.job_id).status_code
    )
    for call in DOORS:
        if call != "upload" and not here.has(call):
            continue
        url = world.address("api") + here.paths.of(call, **ids)
        for what, token in forged.items():
            answer = clients.request(METHODS.get(call, "POST"), url, json={}, headers=here.sign_in.presented(token))
            cases.expect(f"{call} with {what}", here.refusals.unauthorized, answer.status_code)
    cases.observe("forged tokens refused by the API")


@step("Try every forgery at the storage")
def at_the_storage(world: World, owner: Person, forged: Mapping[str, str], name: str, genuine: Cases) -> None:
    """Observe whether the storage opens the owner's file to a forgery, also to one that claims to be a service."""
    cases = Cases()
    with Storage(world) as storage:
        if not storage.get(name, owner.token).is_success:
            raise Absent("the storage does not open the owner's file to the owner")
        genuine.expect(f"{name} with the owner's token", True, storage.get(name, owner.token).is_success)
        for what, token in {**forged, "the role of the services": as_service(owner)}.items():
            cases.expect(f"{name} with {what}", False, storage.get(name, token).is_success)
    cases.observe("forged tokens refused by the storage")


@step("Try every forgery at the live connection")
def at_the_live_connection(world: World, owner: Person, forged: Mapping[str, str], genuine: Cases) -> None:
    cases = Cases()
    refused = refused_with(owner, world.address("api"), owner.token) in UNAUTHORIZED
    genuine.expect("a live connection with the owner's token is refused", False, refused)
    for what, token in forged.items():
        refused = refused_with(owner, world.address("api"), token) in UNAUTHORIZED
        cases.expect(f"a live connection with {what} is refused", True, refused)
    cases.observe("forged tokens refused live")
