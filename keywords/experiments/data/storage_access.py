"""What the storage holds of documents, who may read it, and what links open."""

from collections.abc import Sequence
from uuid import uuid4

from keywords.basics.waiting import poll
from keywords.contract.forging import altered
from keywords.contract.people import Person, Uploaded, needs
from keywords.contract.querying import rows
from keywords.contract.storage import Storage
from keywords.documents.pdf import Document, generate
from keywords.evidence.cases import Cases, among
from keywords.evidence.model import Case
from keywords.evidence.observing import count, possible, share
from keywords.evidence.steps import step
from keywords.experiments.documents.facts import in_text
from keywords.experiments.documents.outcomes import note_ends, plain
from keywords.running.catalogue import control, experiment
from keywords.stacks.protocol import Ability
from keywords.stacks.protocol import needs as needs_ability
from keywords.world import World

DOCUMENTS = 3
LIFE_SECONDS, UNTIL_EXPIRED_SECONDS = 2, 10
LARGEST = 5_000_000  # bytes of a file on the disk that is read
PLACES = """
SELECT document_id::text, raw_path, parsed_path, parsed_sha256 FROM {documents} WHERE document_id::text = ANY(%s)
"""


@experiment(
    "the stored objects of three documents",
    (
        control("documents embedded", "== 100 %"),
        "uploads read back byte for byte",
        "parsed texts that match their hash",
        "facts in the stored text",
        "unencrypted files on the disk",
        "objects opened without permission",
        "tampered links that open",
        "expired links that open",
        "upload links that work twice",
        control("genuine links that open", "== 100 %"),
    ),
    documents=DOCUMENTS,
    pages=2,
)
def stored_objects(world: World) -> None:
    """Three documents are processed and their objects read back; then others try to open them, also with bad links."""
    needs(world.environment, "storage")
    owner, stranger = world.two_people()
    documents = [generate(f"stored {n}", pages=2) for n in range(DOCUMENTS)]
    announced = owner.announce(documents[0])
    uploads = [owner.send(documents[0], announced), *map(owner.upload, documents[1:])]
    with possible("upload links that work twice"):
        again = owner.put(str(owner.parse("upload", announced)["signed_url"]), documents[0])
        twice = Case.judged(
            "the upload link again", not again.is_success, "a refusal", again.status_code, **uploads[0].ids
        )
        count("upload links that work twice", [twice])
    note_ends([owner.wait_for_end(uploaded) for uploaded in uploads])
    with Storage(world) as storage:
        names = read_back(world, storage, uploads)
        try_without_permission(storage, names, owner, stranger)
        genuine = Cases()
        try_tampered_links(storage, names, genuine)
        try_expired_links(storage, names[0], genuine)
        genuine.observe("genuine links that open")
    search_disk(world, documents)


@step("Read every object back")
def read_back(world: World, storage: Storage, uploads: Sequence[Uploaded]) -> list[str]:
    """Observe whether the storage holds each upload and its parsed text unaltered; return the names of the objects."""
    known = {row[0]: row[1:] for row in rows(world, PLACES, [uploaded.document_id for uploaded in uploads])}
    raw = {uploaded: known[uploaded.document_id][0] for uploaded in uploads}
    parsed = {uploaded: known[uploaded.document_id][1] or "" for uploaded in uploads}
    bytes_, hashes = Cases(), Cases()
    for one in uploads:
        bytes_.expect(f"SHA-256 of {raw[one]}", one.document.sha256, storage.sha256(raw[one]), **one.ids)
        hashes.expect(f"SHA-256 of {parsed[one]}", known[one.document_id][2], storage.sha256(parsed[one]), **one.ids)
    share("uploads read back byte for byte", bytes_)
    share("parsed texts that match their hash", hashes)
    texts = {one: plain(storage.get(parsed[one]).text) for one in uploads}
    facts = [in_text(plain(fact.sentence), texts[one], one) for one in uploads for fact in one.document.facts]
    share("facts in the stored text", facts)
    return [*raw.values(), *parsed.values()]


@step("Try to open the objects without permission")
def try_without_permission(storage: Storage, names: Sequence[str], owner: Person, stranger: Person) -> None:
    """Observe which objects open to others, of those that open to their owner."""
    readable = [name for name in names if storage.get(name, owner.token).is_success]
    wrong = {"another user": stranger.token, "no one": "", "a truncated token": owner.token[:-4]}
    tried = [(name, who) for who in wrong for name in readable]
    cases = Cases()
    for name, who in tried:
        answer = storage.get(name, wrong[who])
        seen = f"{answer.status_code}, {len(answer.content)} bytes"
        ids = {"owner": owner.user_id, "user": stranger.user_id if who == "another user" else ""}
        cases.append(Case.judged(f"{name} for {who}", not answer.is_success, "a refusal", seen, **ids))
    count("objects opened without permission", cases)


@step("Try tampered links")
def try_tampered_links(storage: Storage, names: Sequence[str], genuine: Cases) -> None:
    """Observe which changes a link survives, and whether the unchanged link opens its object."""
    one, other = names[0], names[1]
    link = storage.download_link(one, 60)
    url, _, token = link.partition("?token=")
    head, body, signature = token.split(".")
    uploading = storage.upload_link(f"raw/{uuid4()}/{uuid4()}/never.pdf", 60).partition("?token=")[2]
    changed = {
        "another signature": f"{url}?token={head}.{body}.{altered(signature)}",
        "another object": f"{url.removesuffix(one)}{other}?token={token}",
        "no token": url,
        "a token for uploading": f"{url}?token={uploading}",
        "an unsigned token": f"{url}?token={head}.{body}.",
    }
    genuine.expect(f"the unchanged link to {one}", True, storage.http.get(link).is_success)
    answers = {what: storage.http.get(tampered) for what, tampered in changed.items()}
    cases = [Case.judged(what, not a.is_success, "a refusal", a.status_code, object=one) for what, a in answers.items()]
    count("tampered links that open", cases)


@step("Try links after their time")
def try_expired_links(storage: Storage, name: str, genuine: Cases) -> None:
    """Observe whether a download and an upload link still work when their time is over, and the download before it."""
    target = f"raw/{uuid4()}/{uuid4()}/late.pdf"
    upload, download = storage.upload_link(target, LIFE_SECONDS), storage.download_link(name, LIFE_SECONDS)
    genuine.expect(f"a link to {name} within {LIFE_SECONDS} s", True, storage.http.get(download).is_success)
    still = poll(lambda: storage.http.get(download).is_success, lambda opened: not opened, UNTIL_EXPIRED_SECONDS)
    late = storage.http.put(upload, content=b"too late")
    if late.is_success:
        storage.delete(target)
    down = Case.judged("a download", not still, f"a refusal after {LIFE_SECONDS} s", "opened" if still else "refused")
    up = Case.judged("an upload", not late.is_success, f"a refusal after {LIFE_SECONDS} s", late.status_code)
    count("expired links that open", [down, up])


@step("Search the disk for the documents' words")
def search_disk(world: World, documents: Sequence[Document]) -> None:
    """Observe whether the files of the storage give away what the objects contain."""
    with possible("unencrypted files on the disk"):
        needs_ability(world.stack, Ability.DATA)
        clear = [fact.answer.encode() for document in documents for fact in document.facts]
        files = [file for file in world.stack.data("storage").rglob("*") if file.is_file()]
        contents = {str(file): file.read_bytes() for file in files if file.stat().st_size < LARGEST}
        secret = [
            name
            for name, data in contents.items()
            if b"%PDF" not in data[:16] and not any(text in data for text in clear)
        ]
        count("unencrypted files on the disk", among(contents, secret, "nothing that can be read"))
