"""Documents of many kinds: in several languages, very large, sent twice, in two versions, unreadable, deleted."""

from collections import Counter
from datetime import datetime

from keywords.contract.histories import records_of
from keywords.contract.people import needs
from keywords.contract.querying import value_of
from keywords.documents import bad as bad_documents
from keywords.documents.languages import LANGUAGES
from keywords.documents.large import large
from keywords.documents.pdf import generate
from keywords.evidence.observing import count, figure, possible
from keywords.experiments.documents.chunk_texts import observe_chunks
from keywords.experiments.documents.outcomes import found, note_ends, share_of_facts
from keywords.figures.pipeline_history import judge_history
from keywords.running.catalogue import experiment
from keywords.world import World

LARGE_BYTES = 101_000_000
DELETIONS = "SELECT count(*) FROM {audit_log} WHERE object LIKE %s AND action LIKE '%%delete%%'"
UNDERSTOOD = 5  # words that a reason has at least, for a person to understand it


@experiment(
    "a document in each language",
    (
        "documents embedded",
        "facts in the parsed text",
        "facts found by search",
        "words of the text in a chunk",
        "repeated chunks",
        "history violations",
    ),
    languages=list(LANGUAGES),
    pages=2,
)
def languages(world: World) -> None:
    """One document in each of seven languages and three alphabets."""
    person = world.person()
    documents = [generate(f"in {name}", pages=2, language=name) for name in LANGUAGES]
    uploads = [person.upload(document) for document in documents]
    note_ends([person.wait_for_end(uploaded) for uploaded in uploads])
    judge_history(world, uploads)
    facts = [fact for document in documents for fact in document.facts]
    texts = {uploaded: person.content(uploaded.document_id) for uploaded in uploads}
    observe_chunks(world, texts)
    text = " ".join(" ".join(texts.values()).split())
    share_of_facts("facts in the parsed text", facts, lambda fact: fact.sentence in text)
    share_of_facts("facts found by search", facts, lambda fact: found(person, fact))


@experiment(
    "a very large document",
    ("file size", "documents embedded", "facts found by search", "time to embedded", "history violations"),
    bytes=LARGE_BYTES,
    pages=3,
)
def very_large(world: World) -> None:
    """A document of more than 100 MB is uploaded in parts as they are made, processed, and searched."""
    person = world.person()
    document = large(LARGE_BYTES, pages=3)
    uploaded = person.upload(document)
    ended = person.wait_for_end(uploaded)
    note_ends([ended])
    told = person.document(uploaded.document_id)
    figure("file size", told["bytes_len"] / 1000000.0, of=1)
    took = datetime.fromisoformat(ended["finished_at"]) - uploaded.at
    figure("time to embedded", took.total_seconds(), of=1)
    judge_history(world, [uploaded])
    share_of_facts("facts found by search", document.facts, lambda fact: found(person, fact))


@experiment(
    "the same document twice",
    (
        "repeated uploads refused",
        "refusals that name the first document",
        "jobs of the document",
        "same document accepted from another user",
        "answers that disclose another user's document",
    ),
)
def the_same_twice(world: World) -> None:
    """A user sends a document again, before and after it was processed; another user sends the same bytes."""
    person, other = world.person(), world.person()
    document = generate("the same twice", pages=1)
    first = person.upload(document)
    again = [person.announce(document)]
    person.wait_for_end(first)
    again.append(person.announce(document, filename="another name.pdf"))
    refused = [answer for answer in again if answer.status_code == world.environment.refusals.conflict]
    figure("repeated uploads refused", 50 * len(refused), of=2)
    naming = [answer for answer in refused if first.document_id in answer.text]
    figure("refusals that name the first document", 50 * len(naming), of=2)
    jobs = [job for job in person.jobs() if job["document_id"] == first.document_id]
    count("jobs of the document", jobs, of=1)
    elsewhere = other.announce(document)
    accepted = elsewhere.status_code == world.environment.success.upload
    figure("same document accepted from another user", 100.0 * accepted, of=1)
    disclosed = first.document_id in elsewhere.text or person.user_id in elsewhere.text
    figure("answers that disclose another user's document", int(disclosed), of=1)


@experiment(
    "unreadable documents",
    (
        "dead letters with a reason",
        "chunks of unreadable documents",
        "documents embedded",
        "distinct failure reasons",
        "history violations",
    ),
    kinds=list(bad_documents.BAD),
)
def unreadable(world: World) -> None:
    """One of each kind of unreadable document, with good ones between them."""
    person = world.person()
    bad = [person.upload(make(f"bad {name}")) for name, make in bad_documents.BAD.items()]
    good = [person.upload(generate(f"good beside bad {n}", pages=1)) for n in range(len(bad))]
    ends = {uploaded.job_id: person.wait_for_end(uploaded) for uploaded in bad}
    explained, reasons = [], []
    for kind, uploaded in zip(bad_documents.BAD, bad, strict=True):
        end = ends[uploaded.job_id]
        reason = end["last_error"] or {}
        if end["state"] == "deadletter" and len(str(reason.get("message", "")).split()) >= UNDERSTOOD:
            explained.append(kind)
            reasons.append(reason)
    missing = sorted(set(bad_documents.BAD) - set(explained))
    figure(
        "dead letters with a reason",
        100 * len(explained) / len(bad),
        of=bad,
        detail=f"not so: {', '.join(missing)}" if missing else "",
    )
    with possible("distinct failure reasons"):
        codes = Counter(str(reason["code"]) for reason in reasons)
        count("distinct failure reasons", codes, of=bad, detail=str(dict(codes)))
    with possible("chunks of unreadable documents"):
        chunks = [person.document(uploaded.document_id)["chunks"] for uploaded in bad]
        figure("chunks of unreadable documents", sum(chunks), of=bad)
    note_ends([person.wait_for_end(uploaded) for uploaded in good])
    judge_history(world, good)


@experiment(
    "a new version of a document",
    ("facts of the new version found", "facts of the old version found"),
    pages=3,
)
def new_version(world: World) -> None:
    """A user uploads another text under the name of a document that is there, and then deletes the old one."""
    person = world.person()
    name = f"{person.mark}of two versions.pdf"
    old, new = (generate(f"version {n}", pages=3) for n in (1, 2))
    first = person.upload(old, filename=name)
    person.wait_for_end(first)
    person.wait_for_end(person.upload(new, filename=name))
    share_of_facts("facts of the new version found", new.facts, lambda fact: found(person, fact))
    person.delete(first.document_id)
    with possible("facts of the old version found"):
        left = [fact for fact in old.facts if found(person, fact)]
        count("facts of the old version found", left, of=old.facts, detail="; ".join(fact.sentence for fact in left))


@experiment(
    "a deleted document",
    (
        "facts found before the deletion",
        "facts found after the deletion",
        "chunks left after the deletion",
        "calls still answered after the deletion",
        "audit entries for the deletion",
    ),
    pages=2,
)
def deleted(world: World) -> None:
    """A document is processed, found, deleted, and looked for in every place where it was."""
    person = world.person()
    uploaded = person.upload(generate("a deleted document", pages=2))
    person.wait_for_end(uploaded)
    facts = uploaded.document.facts
    share_of_facts("facts found before the deletion", facts, lambda fact: found(person, fact))
    person.delete(uploaded.document_id)
    with possible("facts found after the deletion"):
        passages = [passage for fact in facts for passage in person.search(fact.question, k=20)]
        left = [p for p in passages if any(fact.answer in p["text"] for fact in facts)]
        count("facts found after the deletion", left, of=facts)
    chunks = records_of(world, [uploaded]).chunks
    count("chunks left after the deletion", chunks, of=1)
    paths = world.environment.paths
    asked = [paths.of(call, document_id=uploaded.document_id) for call in ("document", "content")]
    answers = [person.http.get(path).status_code for path in asked]
    hidden = world.environment.refusals.hidden
    figure(
        "calls still answered after the deletion", sum(a != hidden for a in answers), of=answers, detail=str(answers)
    )
    needs(world.environment, "audit_log")
    told = value_of(world, DELETIONS, f"%{uploaded.document_id}")
    figure("audit entries for the deletion", told, of=1)
