"""Finds ruled tables: from the straight edges drawn on a page to the cells that they enclose."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.simulators.layout import Box, Grid

MOST_EDGES = 1_000  # a page with more, after joining those that touch, is a drawing
SNAP = 3.0


@dataclass(eq=False)
class Table:
    """A ruled table: its cells by row and column, and the text in them."""

    cells: list[list[Box | None]]
    texts: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.texts = [["" for _ in row] for row in self.cells]
        self._place = (0, 0)
        boxes = [cell for row in self.cells for cell in row if cell]
        self.box = Box(
            min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes)
        )

    def find(self, x: float, y: float) -> None:
        """Move to the cell at a point; on a rule between cells, stay."""
        row, column = self._place
        here = self.cells[row][column]
        if here is None or not here.holds(x, y):
            places = ((r, c, cell) for r, cells in enumerate(self.cells) for c, cell in enumerate(cells))
            self._place = next(((r, c) for r, c, cell in places if cell and cell.holds(x, y)), self._place)

    def add(self, text: str) -> None:
        row, column = self._place
        self.texts[row][column] += text

    @property
    def written(self) -> bool:
        return any(text.strip() for row in self.texts for text in row)

    def grid(self) -> Grid:
        return Grid([row for row in self.texts if any(text.strip() for text in row)])


def find_tables(edges: Sequence[Box]) -> list[Table]:
    """The tables of at least two rows and two columns that the edges of a page draw."""
    if len(edges) < 6:  # two rows of two cells need three horizontal and three vertical rules
        return []
    # Imported here: most documents have no ruled table and need not pay for the import.
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    drawn = [_as_pdfplumber_has_it(edge) for edge in edges]
    merged = merge_edges(drawn, SNAP, SNAP, SNAP, SNAP)
    if len(merged) > MOST_EDGES:
        return []
    cells = intersections_to_cells(edges_to_intersections(merged, SNAP, SNAP))
    return [
        Table(rows)
        for boxes in cells_to_tables(cells)
        if len(rows := _rows([Box(*box) for box in boxes])) > 1 and len(rows[0]) > 1
    ]


def _rows(boxes: Sequence[Box]) -> list[list[Box | None]]:
    by_place = {(box.top, box.x0): box for box in boxes}
    tops, lefts = sorted({box.top for box in boxes}), sorted({box.x0 for box in boxes})
    return [[by_place.get((top, left)) for left in lefts] for top in tops]


def _as_pdfplumber_has_it(edge: Box) -> dict[str, object]:
    width, height = edge.x1 - edge.x0, edge.bottom - edge.top
    return {**edge._asdict(), "width": width, "height": height, "orientation": "v" if width < height else "h"}
