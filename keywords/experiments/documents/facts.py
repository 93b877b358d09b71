"""Planted facts as cases: who asked what, and which passage, answer or text came back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import Planted
from keywords.evidence.model import Case
from keywords.evidence.observing import possible, share

CLOSE = 3  # how many of the nearest chunks may be looked at for a fact
AROUND = 70  # characters shown before and after the words of a fact


def share_of_facts(name: str, facts: Sequence[Planted], look: Callable[[Planted], Case | bool]) -> None:
    """Observe the share of the planted facts for which something holds."""
    with possible(name):
        share(name, [_as_case(fact, look(fact)) for fact in facts])


def _as_case(fact: Planted, found: Case | bool) -> Case:
    if isinstance(found, Case):
        return found
    return Case.judged(fact.sentence, found, fact.answer, fact.answer if found else "another text")


def search(person: Person, fact: Planted, source: Uploaded | None = None) -> Case:
    """Whether search finds the fact; with a source, in a passage of that document."""
    passages = person.search(fact.question, CLOSE)
    own = source.document_id if source else None
    counted = [each for each in passages if own in (None, each.get("document_id", own))]
    return in_passages(fact, counted, passages, user=person.user_id, expected_document=own)


def in_passages(
    fact: Planted, counted: Iterable[Mapping[str, Any]], shown: Sequence[Mapping[str, Any]], **ids: object
) -> Case:
    """Whether one of the passages that count holds the fact; else the case shows the first that came back."""
    holding = [passage for passage in counted if fact.answer in passage["text"]]
    best = (holding or list(shown) or [{}])[0]
    seen = around(str(best.get("text", "")), fact.answer) or "no passage"
    return Case.judged(f"search: {fact.question}", bool(holding), fact.answer, seen, **ids, **passage_ids(best))


def passage_ids(passage: Mapping[str, Any]) -> dict[str, object]:
    return {"document": passage.get("document_id"), "chunk": passage.get("chunk_id")}


def foreign_passages(person: Person, facts: Sequence[Planted], owner: Uploaded, k: int = 20) -> list[Case]:
    """A case for each passage that a user gets for questions about the facts of another; good if it holds none."""
    cases = []
    for fact in facts:
        for passage in person.search(fact.question, k):
            held = [each.answer for each in facts if each.answer in passage["text"]]
            seen = around(str(passage["text"]), held[0] if held else "")
            ids = {"user": person.user_id, "owner": owner.user_id, **passage_ids(passage)}
            what = f"search: {fact.question}"
            cases.append(Case.judged(what, not held, f"no text of the user {owner.user_id}", seen, **ids))
    return cases


def in_text(words: str, text: str, uploaded: Uploaded) -> Case:
    """Whether a text of a document holds the words of a fact."""
    seen = around(text, words) if words in text else f"not in the text of {len(text)} characters"
    return Case.judged("the text of a document", words in text, words, seen, **uploaded.ids)


def in_answer(fact: Planted, answer: Mapping[str, Any], person: Person, uploaded: Uploaded) -> Case:
    """Whether the agent's answer holds the fact."""
    said = str(answer["answer"])
    ids = {"user": person.user_id, "document": uploaded.document_id, "conversation": answer.get("conversation_id")}
    return Case.judged(f"asked: {fact.question}", fact.answer in said, fact.answer, said, **ids)


def around(text: str, words: str) -> str:
    """The part of a text around these words, or its beginning."""
    place = max(0, text.find(words) - AROUND)
    part = " ".join(text[place : place + len(words) + 2 * AROUND].split())
    return f"{'…' if place else ''}{part}{'…' if place + len(words) + 2 * AROUND < len(text) else ''}"
