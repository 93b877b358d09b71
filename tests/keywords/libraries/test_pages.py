"""What a page shows a person: the cells of a table, and the word for a state without sign and reason."""

from keywords.libraries.pages import cells_of, state_in

PAGE = """<table><tbody id="other"><tr><th>api</th><td>away</td></tr></tbody></table>
<table><thead><tr><th>Service</th><th>State</th></tr></thead><tbody id="services">
<tr><th scope="row">api</th><td><span class="state"><span aria-hidden="true">●</span>ready</span>
<span>since 10:31</span></td><td>7</td></tr>
<tr><th scope="row">web</th><td><span>✕</span>unreachable</td></tr></tbody></table>"""


def test_the_cells_of_a_table_are_found_by_its_id() -> None:
    shown = cells_of(PAGE, "services")
    assert list(shown) == ["api", "web"]
    assert {name: state_in(cell) for name, cell in shown.items()} == {"api": "ready", "web": "unreachable"}


def test_a_page_without_rows_shows_nothing() -> None:
    assert cells_of('<tbody id="services"></tbody>', "services") == {}
    assert state_in("") == "not shown"


def test_a_service_that_is_not_ready_is_not_taken_for_ready() -> None:
    assert state_in("◆ not ready since 10:31") == "not ready"
