"""Whether the pipeline acts here as it did when its behaviour was recorded: variables/baselines/behaviour.yaml."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from keywords.basics.folders import VARIABLES
from keywords.contract.histories import records_of
from keywords.contract.people import Person, Uploaded
from keywords.documents.pdf import generate
from keywords.evidence.observing import count
from keywords.experiments.documents.chunk_texts import WORD, words_lost
from keywords.experiments.documents.outcomes import found
from keywords.history.records import Event, Records
from keywords.running.catalogue import experiment
from keywords.world import World

BASELINE = VARIABLES / "baselines" / "behaviour.yaml"
FUNCTIONS = ("upload", "parsing", "chunking", "embedding", "state transitions")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@experiment(
    "behavior against the recorded baseline",
    (*(f"differences in {function}" for function in FUNCTIONS),),
    seed="behaviour",
    pages=4,
    table=True,
    baseline=BASELINE.name,
)
def behaviour_beside_the_recorded_one(world: World) -> None:
    """One document whose treatment is described function by function, and held against the recorded description."""
    recorded = yaml.safe_load(BASELINE.read_text(encoding="utf-8"))["behaviour"]
    seen = behaviour(world, world.person())
    for function in FUNCTIONS:
        different = differences(recorded[function], seen[function])
        count(f"differences in {function}", different, of=recorded[function])


def behaviour(world: World, person: Person) -> dict[str, dict[str, Any]]:
    """What a pipeline does with one document, as far as it must be the same wherever it runs."""
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
        "parsing": _parsing(uploaded, text),
        "chunking": _chunking(text, records),
        "embedding": {
            "dimensions": sorted({chunk.dimension for chunk in records.chunks if chunk.dimension}),
            "chunks with a vector": _percent([bool(chunk.dimension) for chunk in records.chunks]),
            "facts among the nearest three": _percent([found(person, fact) for fact in uploaded.document.facts]),
        },
        "state transitions": {"events": [_told(event) for event in records.events]},
    }


def _parsing(uploaded: Uploaded, text: str) -> dict[str, Any]:
    facts = uploaded.document.facts
    places = [text.find(fact.answer) for fact in facts]
    return {
        "facts in the text": _percent([fact.answer in text for fact in facts]),
        "facts in the order of their pages": places == sorted(places),
        "tables stay tables": any(line.startswith("|") and facts[-1].answer in line for line in text.splitlines()),
    }


def _chunking(text: str, records: Records) -> dict[str, Any]:
    chunks = [chunk.text or "" for chunk in records.chunks]
    words = len(WORD.findall(text))
    return {
        "chunkers": sorted({chunk.chunker or "" for chunk in records.chunks}),
        "words of the text in a chunk": 100 * (words - len(words_lost(text, chunks))) / words if words else 0,
        "chunks numbered from 0 without a gap": [c.ord for c in records.chunks] == list(range(len(chunks))),
        "longest chunk, in hundreds of characters": -(-max(map(len, chunks), default=0) // 100),
    }


def _told(event: Event) -> str:
    return " ".join(filter(None, (event.type, event.stage, event.state, event.code)))


def _percent(good: list[bool]) -> float:
    return 100 * sum(good) / len(good) if good else 0


def differences(recorded: Mapping[str, Any], seen: Mapping[str, Any]) -> list[str]:
    """What is not as it was recorded, each in a sentence."""
    return [
        f"{what}: recorded {recorded.get(what)!r}, seen {seen.get(what)!r}"
        for what in dict.fromkeys([*recorded, *seen])
        if recorded.get(what) != seen.get(what)
    ]
