"""The error codes of the pipeline, and the recovery procedures for them in docs/runbooks/."""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any
from uuid import uuid4

from keywords.basics import clients
from keywords.basics.errors import Inconclusive
from keywords.contract.answers import correlation
from keywords.contract.people import Person, needs, refusal
from keywords.documents import bad
from keywords.documents.pdf import generate
from keywords.evidence.cases import among
from keywords.evidence.model import Case
from keywords.evidence.observing import count, share
from keywords.history.records import DEADLETTER
from keywords.runbooks import manual
from keywords.running.catalogue import experiment
from keywords.world import World


@experiment(
    "error codes and their recovery procedures",
    (
        "error codes with a recovery procedure",
        "procedures for unknown error codes",
        "undocumented error codes",
        "broken links in the runbooks",
    ),
    page="docs/runbooks/codes.md",
)
def error_codes(world: World) -> None:
    """The codes in OpenAPI, those of documents and requests that must fail, and those in the runbooks are compared."""
    needs(world.environment, "openapi")
    described = clients.get(world.address("api") + world.environment.paths.openapi, timeout=30).json()
    declared, helps = set(codes_of(described)), manual.procedures()
    if not declared:
        raise Inconclusive("OpenAPI lists no error code: no `code` of its schemas has an enum")
    helped = {code for code in declared if helps.get(code)}
    share("error codes with a recovery procedure", among(sorted(declared), helped, "a procedure"))
    count("procedures for unknown error codes", among(helps, declared, "a code in OpenAPI"))
    seen = [*of_dead_letters(world.person()), *of_refusals(world)]
    count("undocumented error codes", first_of_each(seen, declared))
    pages = {page.name: page.read_text(encoding="utf-8") for page in manual.FOLDER.glob("*.md")}
    broken = {name: list(manual.broken_links(text, manual.FOLDER)) for name, text in pages.items()}
    cases = [Case.judged(f"{name}: {link}", False) for name, links in broken.items() for link in links]
    whole = [Case.judged(f"links of {name}", True) for name, links in broken.items() if not links]
    count("broken links in the runbooks", [*cases, *whole])


def codes_of(described: Mapping[str, Any]) -> Iterator[str]:
    """Every value that a `code` in OpenAPI may have."""
    for schema in described.get("components", {}).get("schemas", {}).values():
        yield from schema.get("properties", {}).get("code", {}).get("enum", ())


def first_of_each(seen: Iterable[tuple[str, Mapping[str, str]]], declared: Container[str]) -> list[Case]:
    """A case for each code, with the ids of what first had it; good if the code is declared."""
    ids = dict[str, Mapping[str, str]]()
    for code, known in seen:
        ids.setdefault(code, known)
    return [Case.judged(code, code in declared, "a code in OpenAPI", **known) for code, known in ids.items()]


def of_dead_letters(person: Person) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The codes with which unreadable documents end, and the ids of each document."""
    uploads = [person.upload(make(f"{kind} {uuid4()}")) for kind, make in bad.BAD.items()]
    for uploaded in uploads:
        job = person.wait_for_end(uploaded)
        if job["state"] == DEADLETTER:
            yield str(job["last_error"]["code"]), uploaded.ids


def of_refusals(world: World) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The codes with which the API refuses a duplicate, an unknown job, a malformed id and a missing token."""
    person, document = world.person(), generate(f"refused {uuid4()}")
    person.wait_for_end(person.upload(document))
    for answer in (
        person.announce(document),
        person.call("job", job_id=str(uuid4())),
        person.call("job", job_id="no id"),
        clients.get(world.address("api") + world.environment.paths.jobs, timeout=30),
    ):
        yield str(refusal(world.environment, answer)["code"]), correlation(answer)
