"""How accounts and documents of a run are removed from an environment that outlives it.

Documents are deleted as their owner deletes them, so that the pipeline's audit trail knows of it. No call of the
contract deletes an account: it remains, empty, and its prefix tells it from a person's.
"""

from keywords import environments
from keywords.contract import sessions
from keywords.contract.people import Person
from keywords.environments.environment import EmbeddedStart, Environment


def delete_documents(file: str, user_id: str, email: str, number: int, mark: str) -> str:
    """Delete what a run has put into an account; says what remains where there is no call for it."""
    environment = environments.load(file)
    if missing := [call for call in ("documents", "delete") if not environment.has(call)]:
        return f"accounts with documents in {environment.name}, which has no {' and no '.join(missing)}"
    person = returning(environment, user_id, email, number)
    deleted = set[str]()
    while ours := [str(d["document_id"]) for d in person.documents() if not mark or d["filename"].startswith(mark)]:
        if deleted.intersection(ours):
            raise AssertionError("documents are still listed after they were deleted")
        for document_id in ours:
            person.delete(document_id)
        deleted.update(ours)
    return ""


def returning(environment: Environment, user_id: str, email: str, number: int) -> Person:
    """Somebody of an earlier moment, or of an earlier run, who is signed in again."""
    if isinstance(environment.start, EmbeddedStart):
        raise AssertionError(f"{environment.file} does not say any more where {environment.name} is")
    api = environment.start.addresses["api"]
    person = Person(environment, api, number, sessions.again(environment, user_id, email, number))
    if not environment.has("login") or person.call("documents").status_code != environment.refusals.unauthorized:
        return person
    try:
        person.login()
    except AssertionError as error:
        key = environment.sign_in.password_key_variable
        raise AssertionError(f"{error}; {key} made the password, and must be what it was in that run") from None
    return person
