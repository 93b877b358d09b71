"""How accounts and documents of a run are removed from an environment that outlives it.

The owner of the documents deletes them, so that the pipeline's audit trail has it. No call of the contract deletes an
account: it remains, empty, and its prefix shows that it belonged to a test.
"""

from collections.abc import Sequence

from keywords import environments
from keywords.contract.people import Person
from keywords.contract.place import Place
from keywords.environments import Environment
from keywords.safety.guard import Guard
from keywords.safety.ledger import OwnLedger
from keywords.stacks.running import Running


def delete_documents(places: Sequence[Place], file: str, user_id: str, email: str, number: int, mark: str) -> str:
    """Delete what a run put into an account. Returns what must remain because no call deletes it."""
    environment = environments.load(file)
    if missing := [call for call in ("documents", "delete") if not environment.has(call)]:
        return f"accounts with documents in {environment.name}, which has no {' and no '.join(missing)}"
    place = next((each for each in places if each.environment.file == environment.file), None)
    person = returning(place or place_of(environment), user_id, email, number)
    deleted = set[str]()
    while ours := [str(d["document_id"]) for d in person.documents() if not mark or d["filename"].startswith(mark)]:
        if deleted.intersection(ours):
            raise AssertionError("documents are still listed after they were deleted")
        for document_id in ours:
            person.delete(document_id)
        deleted.update(ours)
    return ""


def place_of(environment: Environment) -> Place:
    """The place that the environment's file names now."""
    if not environment.start.outlives_the_run:
        raise AssertionError(f"{environment.file} no longer says where {environment.name} is")
    stack = Running(environment.name, environment.start.addresses, environment.secrets())
    return Place(environment, stack, Guard(environment), OwnLedger())


def returning(place: Place, user_id: str, email: str, number: int) -> Person:
    """A user of earlier, perhaps of an earlier run, signed in again."""
    environment = place.environment
    person = Person(place, number, place.accounts.again(user_id, email, number))
    if not environment.has("login") or person.call("documents").status_code != environment.refusals.unauthorized:
        return person
    try:
        person.login()
    except AssertionError as error:
        key = environment.sign_in.password_key_variable
        raise AssertionError(f"{error}; {key} made the password, and must be what it was in that run") from None
    return person
