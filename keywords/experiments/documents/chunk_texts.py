"""The chunks of a document against the text that they were cut from."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from keywords.contract.histories import records_of
from keywords.contract.people import Uploaded
from keywords.evidence.observing import count, share
from keywords.world import World

WORD = re.compile(r"\w+")
SHOWN = 60  # characters of a text that a detail shows


def observe_chunks(world: World, texts: Mapping[Uploaded, str]) -> None:
    """Observe the share of the texts' words that the chunks contain, and how many chunks repeat another."""
    chunks = defaultdict[str, list[str]](list)
    for chunk in records_of(world, list(texts)).chunks:
        if not chunk.buffered:
            chunks[chunk.document_id].append(chunk.text or "")
    words = sum(len(WORD.findall(text)) for text in texts.values())
    lost = [word for one, text in texts.items() for word in words_lost(text, chunks[one.document_id])]
    share("words of the text in a chunk", lost, of=words, detail=" ".join(lost)[:SHOWN])
    repeated = [f"{text[:SHOWN]}..." for of_document in chunks.values() for text in repeats(of_document)]
    count("repeated chunks", repeated, of=sum(map(len, chunks.values())))


def words_lost(text: str, chunks: Sequence[str]) -> list[str]:
    """The words of the text that no chunk covers; a chunk that is not a passage of the text covers none."""
    words, covered = WORD.findall(text), set[int]()
    places = defaultdict[str, list[int]](list)
    for place, word in enumerate(words):
        places[word].append(place)
    for passage in filter(None, map(WORD.findall, chunks)):
        for place in places[passage[0]]:
            if words[place : place + len(passage)] == passage:
                covered.update(range(place, place + len(passage)))
    return [word for place, word in enumerate(words) if place not in covered]


def repeats(chunks: Sequence[str]) -> list[str]:
    """The text of every chunk that has the same words as an earlier one."""
    times = Counter(" ".join(chunk.split()) for chunk in chunks)
    return list((times - Counter(set(times))).elements())
