"""The behavior of the pipeline against the one on record in variables/baselines/behaviour.yaml."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from keywords.basics.folders import VARIABLES
from keywords.contract.histories import records_of
from keywords.contract.people import Person
from keywords.documents.pdf import Planted, generate
from keywords.evidence.following import percent
from keywords.evidence.model import Case
from keywords.evidence.observing import count, held_against
from keywords.experiments.documents.chunk_texts import WORD, words_lost
from keywords.experiments.documents.outcomes import found
from keywords.history.records import Event, Records
from keywords.running.catalogue import experiment
from keywords.world import World

BASELINE = VARIABLES / "baselines" / "behaviour.yaml"
FUNCTIONS = ("upload", "parsing", "chunking", "embedding", "state transitions")


@experiment(
    "behavior against the recorded baseline",
    [f"differences in {function}" for function in FUNCTIONS],
    seed="behaviour",
    pages=4,
    table=True,
    baseline=BASELINE.name,
)
def compare_with_baseline(world: World) -> None:
    """One document is processed, and what the pipeline did with it is compared with the recorded behavior."""
    baseline = yaml.safe_load(BASELINE.read_text(encoding="utf-8"))
    held_against(baseline)
    recorded, seen = baseline["behaviour"], behavior(world, world.person())
    for function in FUNCTIONS:
        count(f"differences in {function}", compared(recorded[function], seen[function]))


def behavior(world: World, person: Person) -> dict[str, dict[str, Any]]:
    """What a pipeline does with one document that must be the same wherever it runs."""
    document = generate("behaviour", pages=4, table=True)
    uploaded = person.upload(document)
    person.wait_for_end(uploaded)
    again = person.announce(document)
    text, records = person.content(uploaded.document_id), records_of(world, [uploaded])
    return {
        "upload": {
            "reported size": person.document(uploaded.document_id)["bytes_len"],
            "answer to a repeated upload": again.status_code,
            "code of that refusal": person.refusal(again)["code"],
        },
        "parsing": _parsing(document.facts, text),
        "chunking": _chunking(text, records),
        "embedding": {
            "dimensions": sorted({chunk.dimension for chunk in records.chunks if chunk.dimension}),
            "chunks with a vector": percent(
                sum(bool(chunk.dimension) for chunk in records.chunks), len(records.chunks)
            ),
            "facts among the nearest three": percent(
                sum(found(person, fact) for fact in document.facts), len(document.facts)
            ),
        },
        "state transitions": {"events": list(map(_words, records.events))},
    }


def _parsing(facts: Sequence[Planted], text: str) -> dict[str, Any]:
    places, last = [text.find(fact.answer) for fact in facts], facts[-1]
    return {
        "facts in the text": percent(sum(fact.answer in text for fact in facts), len(facts)),
        "facts in the order of their pages": places == sorted(places),
        "tables stay tables": any(line.startswith("|") and last.answer in line for line in text.splitlines()),
    }


def _chunking(text: str, records: Records) -> dict[str, Any]:
    chunks = [chunk.text or "" for chunk in records.chunks]
    words = len(WORD.findall(text))
    return {
        "chunkers": sorted({chunk.chunker or "" for chunk in records.chunks}),
        "words of the text in a chunk": percent(words - len(words_lost(text, chunks)), words),
        "chunks numbered from 0 without a gap": [chunk.ord for chunk in records.chunks] == list(range(len(chunks))),
        "longest chunk, in hundreds of characters": -(-max(map(len, chunks), default=0) // 100),
    }


def _words(event: Event) -> str:
    return " ".join(filter(None, (event.type, event.stage, event.state, event.code)))


def compared(recorded: Mapping[str, Any], seen: Mapping[str, Any]) -> list[Case]:
    """A case for each thing on record or seen, bad if the two differ."""
    return [Case.of(what, recorded.get(what), seen.get(what)) for what in dict.fromkeys([*recorded, *seen])]
