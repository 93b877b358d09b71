"""Documents of many kinds: in several languages, sent twice, in two versions, unreadable, deleted."""

from collections import Counter
from collections.abc import Sequence

from keywords.contract.answers import Answer, correlation
from keywords.contract.histories import records_of
from keywords.contract.people import Person, needs
from keywords.contract.querying import value_of
from keywords.documents import bad as bad_documents
from keywords.documents.languages import LANGUAGES
from keywords.documents.pdf import Planted, generate
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, measure, possible, share
from keywords.experiments.documents.chunk_texts import observe_chunks
from keywords.experiments.documents.facts import CLOSE, around, in_text, passage_ids, search, share_of_facts
from keywords.experiments.documents.outcomes import (
    note_ends,
    plain,
    process_document,
)
from keywords.figures.pipeline_history import judge_history
from keywords.history.records import DEADLETTER
from keywords.running.catalogue import control, experiment
from keywords.world import World

DELETIONS = "SELECT count(*) FROM {audit_log} WHERE object LIKE %s AND action LIKE '%%delete%%'"
NO_REASON = ("", "error", "internal_error", "unknown")  # codes that say nothing about the document
A_SENTENCE = 5  # words at least that a person needs to understand a reason


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
def documents_in_each_language(world: World) -> None:
    """One document in each of seven languages and three alphabets is processed and searched.

    A fact counts only in the text and in the passages of its own document.
    """
    person = world.person()
    documents = [generate(f"in {name}", pages=2, language=name) for name in LANGUAGES]
    uploads = [person.upload(document) for document in documents]
    note_ends([person.wait_for_end(uploaded) for uploaded in uploads])
    judge_history(world, uploads)
    texts = {uploaded: person.content(uploaded.document_id) for uploaded in uploads}
    observe_chunks(world, texts)
    source = {fact: uploaded for uploaded in uploads for fact in uploaded.document.facts}
    words = {uploaded: plain(text) for uploaded, text in texts.items()}
    share_of_facts(
        "facts in the parsed text",
        list(source),
        lambda fact: in_text(plain(fact.sentence), words[source[fact]], source[fact]),
    )
    share_of_facts("facts found by search", list(source), lambda fact: search(person, fact, source[fact]))


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
def same_document_twice(world: World) -> None:
    """A user uploads a document again, before and after it was processed; another user uploads the same file."""
    person, other = world.person(), world.person()
    document, refusal = generate("the same twice", pages=1), world.environment.refusals.conflict
    first = person.upload(document)
    again = [person.announce(document)]
    person.wait_for_end(first)
    again.append(person.announce(document, filename="another name.pdf"))
    refused, naming = Cases(), Cases()
    for answer in again:
        ids = {**first.ids, **correlation(answer)}
        refused.expect("the same upload again", refusal, answer.status_code, **ids)
        named = answer.status_code == refusal and first.document_id in answer.text
        naming.append(Case.judged("the refusal", named, f"names document {first.document_id}", answer.text, **ids))
    share("repeated uploads refused", refused)
    share("refusals that name the first document", naming)
    jobs = [job for job in person.jobs() if job["document_id"] == first.document_id]
    measure("jobs of the document", [len(jobs)], by=sum)
    theirs = other.announce(document)
    success, ids = world.environment.success.upload, {"user": other.user_id, "owner": person.user_id}
    ids |= {"document": first.document_id, **correlation(theirs)}
    share("same document accepted from another user", [Case.of("its upload", success, theirs.status_code, **ids)])
    disclosed = [known for known in (first.document_id, person.user_id) if known in theirs.text]
    answer_case = Case.judged("its answer", not disclosed, "no id of the first user", theirs.text, **ids)
    count("answers that disclose another user's document", [answer_case])


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
def unreadable_documents(world: World) -> None:
    """One unreadable document of each kind and as many good ones are uploaded and processed."""
    person = world.person()
    bad = {kind: person.upload(make(f"bad {kind}")) for kind, make in bad_documents.BAD.items()}
    good = [person.upload(generate(f"good beside bad {n}", pages=1)) for n in range(len(bad))]
    ends = {kind: person.wait_for_end(uploaded) for kind, uploaded in bad.items()}
    explained = {kind: job["last_error"] for kind, job in ends.items() if is_explained(job)}
    said = {kind: f"{job['state']}: {job['last_error']}" for kind, job in ends.items()}
    reasons = [Case.judged(kind, kind in explained, "a reason", said[kind], **each.ids) for kind, each in bad.items()]
    share("dead letters with a reason", reasons)
    with possible("distinct failure reasons"):
        codes = Counter(str(error["code"]) for error in explained.values())
        count("distinct failure reasons", [Case.judged(code, True, seen=f"{n} times") for code, n in codes.items()])
    with possible("chunks of unreadable documents"):
        chunks = [person.document(uploaded.document_id)["chunks"] for uploaded in bad.values()]
        measure("chunks of unreadable documents", chunks, by=sum)
    note_ends([person.wait_for_end(uploaded) for uploaded in good])
    judge_history(world, good)


def is_explained(job: Answer) -> bool:
    """True for a dead letter with a code and a sentence that a person understands."""
    error = job["last_error"] or {}
    code, message = str(error.get("code") or ""), str(error.get("message") or "")
    return job["state"] == DEADLETTER and code not in NO_REASON and len(message.split()) >= A_SENTENCE


@experiment(
    "a new version of a document",
    ("facts of the new version found", "facts of the old version found"),
    pages=3,
)
def new_version(world: World) -> None:
    """A user uploads another text under the name of an earlier document, and then deletes the earlier one."""
    person = world.person()
    name = f"{person.mark}of two versions.pdf"
    old, new = (generate(f"version {n}", pages=3) for n in (1, 2))
    first = person.upload(old, filename=name)
    person.wait_for_end(first)
    second = person.upload(new, filename=name)
    person.wait_for_end(second)
    share_of_facts("facts of the new version found", new.facts, lambda fact: search(person, fact, second))
    person.delete(first.document_id)
    with possible("facts of the old version found"):
        count("facts of the old version found", gone(person, old.facts))


@experiment(
    "a deleted document",
    (
        control("facts found before the deletion", "== 100 %"),
        "facts found after the deletion",
        "chunks left after the deletion",
        "calls still answered after the deletion",
        "audit entries for the deletion",
    ),
    pages=2,
)
def deleted_document(world: World) -> None:
    """A document is processed, found and deleted, and then looked for wherever it was."""
    person = world.person()
    uploaded = process_document(person, "a deleted document")
    facts = uploaded.document.facts
    share_of_facts("facts found before the deletion", facts, lambda fact: search(person, fact, uploaded))
    person.delete(uploaded.document_id)
    with possible("facts found after the deletion"):
        count("facts found after the deletion", gone(person, facts, k=20))
    measure("chunks left after the deletion", [len(records_of(world, [uploaded]).chunks)], by=sum)
    calls = [call for call in ("document", "content") if world.environment.has(call)]
    statuses = {call: person.call(call, document_id=uploaded.document_id).status_code for call in calls}
    hidden = world.environment.refusals.hidden
    cases = [Case.of(call, hidden, status, **uploaded.ids) for call, status in statuses.items()]
    count("calls still answered after the deletion", cases)
    needs(world.environment, "audit_log")
    measure("audit entries for the deletion", [value_of(world, DELETIONS, f"%{uploaded.document_id}")], by=sum)


def gone(person: Person, facts: Sequence[Planted], k: int = CLOSE) -> list[Case]:
    """A case for each fact, good if no passage that search finds holds it any more."""
    cases = []
    for fact in facts:
        passages = person.search(fact.question, k)
        left = [passage for passage in passages if any(each.answer in passage["text"] for each in facts)]
        seen = around(str(left[0]["text"]), fact.answer) if left else "other passages" if passages else "no passage"
        ids = {"user": person.user_id, **passage_ids(left[0] if left else {})}
        cases.append(Case.judged(f"search: {fact.question}", not left, "no passage with a deleted fact", seen, **ids))
    return cases
