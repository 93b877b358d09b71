"""What the storage holds of documents, who may read it, and how long and for what a link is good."""

from collections.abc import Sequence
from uuid import uuid4

from keywords.basics.waiting import at_last
from keywords.contract.people import Person, Uploaded, needs
from keywords.contract.querying import rows
from keywords.contract.storage import Storage
from keywords.documents.pdf import Document, generate
from keywords.evidence.observing import count, figure, possible
from keywords.experiments.documents.outcomes import note_ends, plain
from keywords.running.catalogue import experiment
from keywords.stacks.protocol import Ability
from keywords.stacks.protocol import needs as needs_ability
from keywords.world import World

DOCUMENTS = 3
LIFE_SECONDS, UNTIL_EXPIRED_SECONDS = 1, 10
LARGEST = 5_000_000  # bytes of a file on the disk that is looked through
PLACES = """
SELECT document_id::text, raw_path, parsed_path, parsed_sha256 FROM {documents} WHERE document_id::text = ANY(%s)
"""


@experiment(
    "the stored objects of three documents",
    (
        "documents embedded",
        "uploads read back byte for byte",
        "parsed texts that match their hash",
        "facts in the stored text",
        "unencrypted files on the disk",
        "objects opened without permission",
        "tampered links that open",
        "expired links that open",
        "upload links that work twice",
    ),
    documents=DOCUMENTS,
    pages=2,
)
def what_is_stored(world: World) -> None:
    """Three documents are processed; their objects are read back, by those who may and by those who may not."""
    needs(world.environment, "storage")
    owner, stranger = world.two_people()
    documents = [generate(f"stored {n}", pages=2) for n in range(DOCUMENTS)]
    announced = owner.announce(documents[0])
    uploads = [owner.send(documents[0], announced), *map(owner.upload, documents[1:])]
    with possible("upload links that work twice"):
        again = owner.put(str(owner.told("upload", announced)["signed_url"]), documents[0])
        figure("upload links that work twice", int(again.is_success), of=1)
    note_ends([owner.wait_for_end(uploaded) for uploaded in uploads])
    with Storage(world) as storage:
        names = read_back(world, storage, uploads)
        who_opens(storage, names, owner, stranger)
        what_links_open(storage, names)
    on_the_disk(world, documents)


def read_back(world: World, storage: Storage, uploads: Sequence[Uploaded]) -> list[str]:
    """Observe that what is in storage is what was sent and what was made of it; the names of the raw objects."""
    told = {row[0]: row[1:] for row in rows(world, PLACES, [uploaded.document_id for uploaded in uploads])}
    raw = {uploaded: told[uploaded.document_id][0] for uploaded in uploads}
    parsed = {uploaded: told[uploaded.document_id][1] or "" for uploaded in uploads}
    differ = [one.document_id for one in uploads if storage.sha256(raw[one]) != one.document.sha256]
    _share("uploads read back byte for byte", differ, len(uploads))
    differ = [one.document_id for one in uploads if storage.sha256(parsed[one]) != told[one.document_id][2]]
    _share("parsed texts that match their hash", differ, len(uploads))
    texts = {one: plain(storage.get(parsed[one]).text) for one in uploads}
    lost = [fact.sentence for one in uploads for fact in one.document.facts if plain(fact.sentence) not in texts[one]]
    _share("facts in the stored text", lost, sum(len(one.document.facts) for one in uploads))
    return [*raw.values(), *parsed.values()]


def _share(name: str, wrong: Sequence[str], population: int) -> None:
    good = 100 * (population - len(wrong)) / population if population else 0
    figure(name, good, of=population, detail=f"not so: {'; '.join(wrong)}" if wrong else "")


def who_opens(storage: Storage, names: Sequence[str], owner: Person, stranger: Person) -> None:
    """Observe which objects open to another user, to nobody, and to a forged key; the owner's own token shows that
    the question is put rightly.
    """
    readable = [name for name in names if storage.get(name, owner.token).is_success]
    wrong = {"another user": stranger.token, "nobody": "", "a truncated token": owner.token[:-4]}
    opened = [
        f"{name} to {who}" for who, token in wrong.items() for name in readable if storage.get(name, token).is_success
    ]
    count("objects opened without permission", opened, of=len(readable) * len(wrong))


def what_links_open(storage: Storage, names: Sequence[str]) -> None:
    """Observe what a link opens when it is changed, and when its time is over; the link itself opens its object."""
    one, other = names[0], names[1]
    link = storage.download_link(one, 60)
    url, _, token = link.partition("?token=")
    head, body, signature = token.split(".")
    uploading = storage.upload_link(f"raw/{uuid4()}/{uuid4()}/never.pdf", 60).partition("?token=")[2]
    changed = {
        "another signature": f"{url}?token={head}.{body}.{_turned(signature)}",
        "another object": f"{url.removesuffix(one)}{other}?token={token}",
        "no token": url,
        "a token for uploading": f"{url}?token={uploading}",
        "an unsigned token": f"{url}?token={head}.{body}.",
    }
    genuine = storage.http.get(link).is_success
    opened = [what for what, tampered in changed.items() if storage.http.get(tampered).is_success]
    count("tampered links that open", opened, of=len(changed) if genuine else 0)
    expired_links(storage, one)


def _turned(signature: str) -> str:
    """The same signature with one letter changed, in the middle, where every bit of it counts."""
    middle = len(signature) // 2
    return signature[:middle] + ("A" if signature[middle] != "A" else "B") + signature[middle + 1 :]


def expired_links(storage: Storage, name: str) -> None:
    target = f"raw/{uuid4()}/{uuid4()}/late.pdf"
    upload, download = storage.upload_link(target, LIFE_SECONDS), storage.download_link(name, LIFE_SECONDS)
    still = at_last(lambda: storage.http.get(download).is_success, lambda opened: not opened, UNTIL_EXPIRED_SECONDS)
    opened = ["a download"] if still else []
    if storage.http.put(upload, content=b"too late").is_success:
        opened.append("an upload")
        storage.delete(target)
    count("expired links that open", opened, of=2)


def on_the_disk(world: World, documents: Sequence[Document]) -> None:
    """Observe whether the files in which objects lie give away what is in them."""
    with possible("unencrypted files on the disk"):
        needs_ability(world.stack, Ability.DATA)
        answers = [fact.answer.encode() for document in documents for fact in document.facts]
        files = [file for file in world.stack.data("storage").rglob("*") if file.is_file()]
        contents = {str(file): file.read_bytes() for file in files if file.stat().st_size < LARGEST}
        told = [name for name, data in contents.items() if b"%PDF" in data[:16] or any(a in data for a in answers)]
        count("unencrypted files on the disk", told, of=contents, detail="; ".join(told[:3]))
