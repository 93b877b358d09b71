from keywords.experiments.documents.chunk_texts import repeats, words_lost

TEXT = "# One\n\nThe first part ends here. The second part follows. The third is last."
CHUNKS = ["# One\n\nThe first part ends here.", "ends here. The second part follows.", "The third is last."]


def test_overlapping_chunks_lose_no_word() -> None:
    assert words_lost(TEXT, CHUNKS) == []


def test_the_words_of_a_lost_chunk_are_named() -> None:
    assert words_lost(TEXT, [CHUNKS[0], CHUNKS[2]]) == ["The", "second", "part", "follows"]


def test_a_chunk_that_is_no_passage_of_the_text_covers_none_of_its_words() -> None:
    assert words_lost("one two three", ["three two one", "", "..."]) == ["one", "two", "three"]


def test_without_chunks_every_word_is_lost_and_an_empty_text_has_none_to_lose() -> None:
    assert words_lost("one two", []) == ["one", "two"]
    assert words_lost("", ["one"]) == []


def test_a_chunk_that_says_what_another_says_is_one_too_many() -> None:
    assert repeats(["a b", "c", "a\n b", "a b"]) == ["a b", "a b"]
    assert repeats(CHUNKS) == []
