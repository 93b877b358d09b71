"""The codes that failures are told by, beside the procedures for them in docs/runbooks/."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from keywords.basics import clients
from keywords.basics.errors import Inconclusive
from keywords.contract.people import Person, needs, refusal
from keywords.documents import bad
from keywords.documents.pdf import generate
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
    """OpenAPI tells the codes, a page tells what helps; documents and requests that must fail show which are real."""
    needs(world.environment, "openapi")
    described = clients.get(world.address("api") + world.environment.paths.openapi, timeout=30).json()
    told, helps = set(codes_of(described)), manual.procedures()
    if not told:
        raise Inconclusive("OpenAPI tells no error code: no `code` of its schemas has an enum")
    without = sorted(code for code in told if not helps.get(code))
    share("error codes with a recovery procedure", without, of=told)
    unknown = sorted(set(helps) - told)
    count("procedures for unknown error codes", unknown, of=helps)
    met = {*of_dead_letters(world.person()), *of_refusals(world)}
    silent = sorted(met - told)
    count("undocumented error codes", silent, of=met)
    folder = manual.FOLDER
    pages = {page.name: page.read_text(encoding="utf-8") for page in folder.glob("*.md")}
    nowhere = [f"{name}: {link}" for name, text in pages.items() for link in manual.broken_links(text, folder)]
    count("broken links in the runbooks", nowhere, of=pages)


def codes_of(described: Mapping[str, Any]) -> Iterator[str]:
    """Every value that a `code` may have."""
    for schema in described.get("components", {}).get("schemas", {}).values():
        yield from schema.get("properties", {}).get("code", {}).get("enum", ())


def of_dead_letters(person: Person) -> Iterator[str]:
    """Documents that cannot be read say why."""
    uploads = [person.upload(make(f"{kind} {uuid4()}")) for kind, make in bad.BAD.items()]
    for job in map(person.wait_for_end, uploads):
        if job["state"] == DEADLETTER:
            yield str(job["last_error"]["code"])


def of_refusals(world: World) -> Iterator[str]:
    """Requests that cannot be granted are refused with a code."""
    person, document = world.person(), generate(f"refused {uuid4()}")
    person.wait_for_end(person.upload(document))
    jobs = world.environment.paths.jobs
    for answer in (
        person.announce(document),
        person.call("job", job_id=str(uuid4())),
        person.call("job", job_id="no id"),
        clients.get(world.address("api") + jobs, timeout=30),
    ):
        yield str(refusal(world.environment, answer)["code"])
