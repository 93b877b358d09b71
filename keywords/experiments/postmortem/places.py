"""Whether documents arrived in the very places that the environment names: not in a mock, not in local data."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import psutil

from keywords.basics.errors import Absent
from keywords.contract import simulators
from keywords.contract.people import Uploaded
from keywords.contract.querying import rows
from keywords.contract.storage import Storage
from keywords.evidence.cases import Cases
from keywords.evidence.steps import step
from keywords.experiments.documents.outcomes import plain
from keywords.stacks.protocol import Ability
from keywords.stacks.usage import family
from keywords.world import World

PLACES = """
SELECT d.document_id::text, j.job_id::text, d.user_id::text, d.file_sha256, d.raw_path, d.parsed_path
FROM {documents} d JOIN {jobs} j USING (document_id) WHERE d.document_id::text = ANY(%s)
"""
WORK = {"llamaparse": "POST /api/v2/parse", "openai": "POST /v1/embeddings"}  # the calls that a document needs
ANSWERING = ("api", "storage", "llamaparse", "openai")
Calls = Mapping[str, int]


def calls_so_far(world: World) -> Calls:
    """How many calls for a document each simulated provider has counted; empty without simulators."""
    if not world.environment.has("simulators"):
        return {}
    counted = {provider: simulators.calls(world, provider)["calls"] for provider in WORK}
    return {provider: counted[provider].get(call, {}).get("count", 0) for provider, call in WORK.items()}


@step("Look where each document is")
def observe_places(world: World, uploads: Sequence[Uploaded], before: Calls) -> bool:
    """Observe which documents are in every place that the environment names; True if all are in its database."""
    cases = Cases()
    in_database = look_into_the_database(world, uploads, cases)
    look_into_the_storage(world, uploads, cases)
    for provider, counted in calls_so_far(world).items():
        more = counted - before[provider]
        cases.expect(f"{provider} counts a call for each of {len(uploads)} documents", True, more >= len(uploads))
    look_at_the_processes(world, cases)
    cases.observe("documents found in every place that is named")
    return in_database


def look_into_the_database(world: World, uploads: Sequence[Uploaded], cases: Cases) -> bool:
    found = {row[0]: row[1:4] for row in rows(world, PLACES, [one.document_id for one in uploads])}
    for one in uploads:
        wanted = (one.job_id, one.user_id, one.document.sha256)
        cases.expect("job, user and hash of a document in the database", wanted, found.get(one.document_id), **one.ids)
    return set(found) == {one.document_id for one in uploads}


def look_into_the_storage(world: World, uploads: Sequence[Uploaded], cases: Cases) -> None:
    known = {row[0]: row[4:] for row in rows(world, PLACES, [one.document_id for one in uploads])}
    try:
        with Storage(world) as storage:
            for one in uploads:
                raw, parsed = known.get(one.document_id, ("", ""))
                sha256 = storage.sha256(raw) if raw else ""
                cases.expect("bytes in the storage", one.document.sha256, sha256, **one.ids)
                text = plain(storage.get(parsed).text) if parsed else ""
                facts = [fact.answer for fact in one.document.facts if plain(fact.sentence) not in text]
                cases.expect("facts that the text in the storage lacks", [], facts, **one.ids)
    except Absent:
        return


def look_at_the_processes(world: World, cases: Cases) -> None:
    """Expect the addresses to be those of the environment's own processes, where these can be seen."""
    if world.stack.cannot(Ability.PROCESSES):
        return
    ports = {name: listening(parent) for name, parent in world.stack.members().items()}
    for service in ANSWERING:
        port = urlsplit(world.address(service)).port
        holders = [name for name, open_ports in ports.items() if port in open_ports]
        own = [name for name in holders if name in world.stack.names(service)]
        cases.expect(f"a process of the {service} answers on port {port}", True, bool(own))


def listening(parent: psutil.Process) -> set[int]:
    """The ports on which a process and its children listen."""
    found = set[int]()
    for process in family(parent):
        try:
            sockets = process.net_connections("tcp")
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        found |= {one.laddr.port for one in sockets if one.status == psutil.CONN_LISTEN and one.laddr}
    return found
