"""Where chunks stand in a text: what they share, what they lose, which tables they keep whole."""

from keywords.history.passages import Border, Place, borders, ends_lost, even, needed, places, tables

TEXT = "One two three.\n\nFour five  six.\nSeven eight nine."
WHOLE = even(TEXT)


def test_blanks_and_line_ends_are_one_blank() -> None:
    assert WHOLE == "One two three. Four five six. Seven eight nine."


def test_chunks_are_found_in_their_order() -> None:
    assert places(TEXT, ["One two three.", "Four five six.\nSeven"]) == [Place(0, 14), Place(15, 35)]


def test_a_chunk_before_the_one_before_it_has_no_place() -> None:
    assert places(TEXT, ["Four five six.", "One two three."]) == [Place(15, 29), None]
    assert places(TEXT, ["ten eleven", ""]) == [None, None]


def test_a_repeated_text_is_found_behind_the_chunk_before() -> None:
    assert places("a b a b a b", ["a b", "a b", "a b"]) == [Place(0, 3), Place(4, 7), Place(8, 11)]


def test_what_neighbours_share_is_counted() -> None:
    assert borders(TEXT, ["One two three. Four", "three. Four five six.", "six. Seven eight nine."]) == [
        Border(11, ""),
        Border(4, ""),
    ]


def test_words_between_neighbours_are_lost_and_blanks_are_not() -> None:
    assert borders(TEXT, ["One two three.", "Seven eight nine."]) == [Border(0, "Four five six.")]
    assert borders(TEXT, ["One two three.", "Four five six."]) == [Border(0, "")]
    assert borders(TEXT, ["One two three.", "another text"]) == [None]
    assert borders("One. --- Two.", ["One.", "Two."]) == [Border(0, "")], "a line without words is no loss"


def test_words_before_the_first_and_behind_the_last_chunk_are_lost() -> None:
    assert ends_lost(TEXT, ["two three.", "Four five six."]) == ("One ", " Seven eight nine.")
    assert ends_lost(TEXT, [TEXT]) == ("", "")
    assert ends_lost(TEXT, []) == (WHOLE, WHOLE)
    assert ends_lost(TEXT, ["One two three. Four five six. Seven eight nine.", "Four"]) == ("", "")


def test_tables_are_lines_with_bars_one_after_another() -> None:
    text = "Before\n| a | b |\n|---|---|\n| 1 | 2 |\n\nbetween | not a table\n| c |\n|---|"
    assert tables(text) == ["| a | b |\n|---|---|\n| 1 | 2 |", "| c |\n|---|"]
    assert tables("no table") == []


def test_a_text_needs_so_many_chunks_at_least() -> None:
    assert needed("x" * 1000, size=1000, overlap=100) == 1
    assert needed("x" * 1001, size=1000, overlap=100) == 2
    assert needed("x" * 1900, size=1000, overlap=100) == 2
    assert needed("x" * 1901, size=1000, overlap=100) == 3
    assert needed("", size=1000, overlap=100) == 1
