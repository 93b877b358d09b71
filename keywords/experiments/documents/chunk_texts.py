"""The chunks of a document against the text that they were cut from."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from keywords.contract.histories import records_of
from keywords.contract.people import Uploaded
from keywords.evidence.cases import Cases
from keywords.evidence.model import Case
from keywords.evidence.observing import count, ratio
from keywords.world import World

WORD = re.compile(r"\w+")
SHOWN = 60  # characters of a text that a detail shows


def observe_chunks(world: World, texts: Mapping[Uploaded, str]) -> None:
    """Observe the share of the texts' words that the chunks contain, and how many chunks repeat another."""
    chunks = defaultdict[str, list[str]](list)
    for chunk in records_of(world, list(texts)).chunks:
        if not chunk.buffered:
            chunks[chunk.document_id].append(chunk.text or "")
    words, left, covered = 0, 0, Cases()
    for uploaded, text in texts.items():
        lost = words_lost(text, chunks[uploaded.document_id])
        words, left = words + len(WORD.findall(text)), left + len(lost)
        covered.expect("words of the text in no chunk", "", " ".join(lost)[:SHOWN], **uploaded.ids)
    ratio("words of the text in a chunk", words - left, words, covered if words else [])
    once = [case for uploaded in texts for case in told_once(uploaded, chunks[uploaded.document_id])]
    count("repeated chunks", once)


def told_once(uploaded: Uploaded, chunks: Sequence[str]) -> list[Case]:
    """A case for each chunk, bad if it repeats another of its document."""
    again = repeats(chunks)
    bad = [Case.judged("a chunk that repeats another", False, seen=text[:SHOWN], **uploaded.ids) for text in again]
    return [*bad, *(Case.judged("a chunk", True, **uploaded.ids) for _ in range(len(chunks) - len(bad)))]


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
