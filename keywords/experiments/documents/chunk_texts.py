"""What the chunks of a document say, held against the text that they were cut from."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from keywords.contract.histories import records_of
from keywords.contract.people import Uploaded
from keywords.evidence.observing import count, share
from keywords.world import World

WORD = re.compile(r"\w+")
NAMED = 60  # characters of a text that is named in a failure


def observe_chunks(world: World, texts: Mapping[Uploaded, str]) -> None:
    """Observe which share of the texts' words is in the chunks, and how many chunks say what another says."""
    of_document = defaultdict[str, list[str]](list)
    for chunk in records_of(world, list(texts)).chunks:
        if not chunk.buffered:
            of_document[chunk.document_id].append(chunk.text or "")
    words = sum(len(WORD.findall(text)) for text in texts.values())
    lost = [word for one, text in texts.items() for word in words_lost(text, of_document[one.document_id])]
    share("words of the text in a chunk", lost, of=words, detail=" ".join(lost)[:NAMED])
    doubled = [text for chunks in of_document.values() for text in said_again(chunks)]
    count(
        "repeated chunks",
        doubled,
        of=sum(map(len, of_document.values())),
        detail="; ".join(f"{text[:NAMED]}..." for text in doubled),
    )


def words_lost(text: str, chunks: Sequence[str]) -> list[str]:
    """The words of the text that stand in none of the chunks, each chunk being a passage of it."""
    words, covered = WORD.findall(text), set[int]()
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word, []).append(place)
    for passage in (WORD.findall(chunk) for chunk in chunks):
        for place in places.get(passage[0], []) if passage else []:
            if words[place : place + len(passage)] == passage:
                covered.update(range(place, place + len(passage)))
    return [word for place, word in enumerate(words) if place not in covered]


def said_again(chunks: Sequence[str]) -> list[str]:
    """The text of each chunk that says, word for word, what another one says already."""
    said = Counter(" ".join(chunk.split()) for chunk in chunks)
    return [text for text, times in said.items() for _ in range(times - 1)]
