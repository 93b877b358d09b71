from keywords.experiments.documents.chunk_texts import repeats, words_lost

TEXT = "# One\n\nThe first part ends here. The second part follows. The third is last."
CHUNKS = ["# One\n\nThe first part ends here.", "ends here. The second part follows.", "The third is last."]


def test_overlapping_chunks_hold_every_word() -> None:
    assert words_lost(TEXT, CHUNKS) == []


def test_what_only_a_lost_chunk_held_is_named() -> None:
    assert words_lost(TEXT, [CHUNKS[0], CHUNKS[2]]) == ["The", "second", "part", "follows"]


def test_a_chunk_that_is_no_passage_of_the_text_holds_nothing_of_it() -> None:
    assert words_lost("one two three", ["three two one", "", "..."]) == ["one", "two", "three"]


def test_without_chunks_all_is_lost_and_of_nothing_nothing() -> None:
    assert words_lost("one two", []) == ["one", "two"]
    assert words_lost("", ["one"]) == []


def test_a_chunk_that_says_what_another_says_is_one_too_many() -> None:
    assert repeats(["a b", "c", "a\n b", "a b"]) == ["a b", "a b"]
    assert repeats(CHUNKS) == []
