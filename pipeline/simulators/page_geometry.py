"""Places on a PDF page as displayed, and the straight edges drawn on it."""

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.simulators.layout import Box

SHORTEST_EDGE = 3.0  # points
MOST_SEGMENTS = 20_000  # a page with more is a drawing
DEEPEST_FORM = 5

Point = tuple[float, float]


class Upright:
    """Turns PDFium's places on a page into places on the page as displayed."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.rotation = page.get_rotation()

    def point(self, x: float, y: float) -> Point:
        match self.rotation:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        return _box(self.point(x0, y0), self.point(x1, y1))


def straight_edges(page: pdfium.PdfPage, upright: Upright) -> list[Box]:
    """The horizontal and vertical edges drawn on a page; none if the page is a drawing rather than text."""
    edges: list[Box] = []
    segments = 0
    for path, matrix in _paths(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, pdfium.PdfMatrix()):
        segments += raw.FPDFPath_CountSegments(path)
        if segments > MOST_SEGMENTS:
            return []
        for start, end in _strokes(path):
            box = _box(upright.point(*matrix.on_point(*start)), upright.point(*matrix.on_point(*end)))
            width, height = box.x1 - box.x0, box.bottom - box.top
            if min(width, height) < 1 and max(width, height) >= SHORTEST_EDGE:
                edges.append(box)
    return edges


def _box(a: Point, b: Point) -> Box:
    return Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def _paths(
    holder: object, count: Callable[..., int], get: Callable[..., object], matrix: pdfium.PdfMatrix, depth: int = 0
) -> Iterator[tuple[object, pdfium.PdfMatrix]]:
    """The paths of a page and of its forms, each with the matrix that places it on the page."""
    for index in range(count(holder)):
        item = get(holder, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH and _is_drawn(item):
            yield item, _matrix(item).multiply(matrix)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
            within = _matrix(item).multiply(matrix)
            yield from _paths(item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, within, depth + 1)


def _is_drawn(path: object) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(fill.value or stroke.value)


def _matrix(item: object) -> pdfium.PdfMatrix:
    values = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(values))
    return pdfium.PdfMatrix.from_raw(values)


def _strokes(path: object) -> Iterator[tuple[Point, Point]]:
    """The straight strokes of a path, from point to point."""
    x, y = ctypes.c_float(), ctypes.c_float()
    begin: Point = (0.0, 0.0)
    here = begin
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        there = (x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = there
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield here, there
        if raw.FPDFPathSegment_GetClose(segment):
            yield there, begin
        here = there
