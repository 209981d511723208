"""The few shapes that drawings of a report are made of, as SVG text; every text in it is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from meso_infer.report.safe_text import printable

INK, PAPER, RULE = "#1c1c28", "#ffffff", "#d5d8de"
WIDTH = 640
"""Width of every drawing, in units of its view box; the page scales it."""

FONT = "system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif"


def drawing(key: str, height: float, title: str, description: str, parts: Sequence[str]) -> str:
    """A drawing of `WIDTH` by `height` with its title and description for those who cannot see it.

    Parameters
    ----------
    key : str
        Names the drawing within its document.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {height:g}" '
        f'aria-labelledby="{key}-title {key}-desc" font-family="{FONT}">'
        f'<title id="{key}-title">{_words(title)}</title>'
        f'<desc id="{key}-desc">{_words(description)}</desc>' + "".join(parts) + "</svg>"
    )


def _words(text: str) -> str:
    return escape(printable(text))


def label(
    x: float, y: float, text: str, *, size: float = 13, anchor: str = "start", bold: bool = False,
    color: str = INK,
) -> str:  # fmt: skip
    """A line of text with its foot at y; anchor start, middle or end."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" '
        f'fill="{color}"{weight}>{_words(text)}</text>'
    )


def line(
    x1: float, y1: float, x2: float, y2: float, color: str, width: float = 1, dash: str = ""
) -> str:
    """A straight line; `dash` such as ``'3 3'``."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )


def course(points: Sequence[tuple[float, float]], color: str, width: float = 2) -> str:
    """Lines from point to point."""
    return f'<polyline points="{_points(points)}" fill="none" stroke="{color}" stroke-width="{width:g}"/>'


def area(points: Sequence[tuple[float, float]], color: str, opacity: float) -> str:
    """A filled outline without a rim."""
    return f'<polygon points="{_points(points)}" fill="{color}" fill-opacity="{opacity:g}"/>'


def mark(shape: str, x: float, y: float, color: str, size: float = 7) -> str:
    """A mark: circle, square, diamond, triangle, star, cross, plus or ring; `size` is its half width."""
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" fill="{color}"/>'
    if shape == "ring":
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size - 1:g}" fill="{PAPER}" stroke="{color}" '
            'stroke-width="2"/>'
        )
    if shape in _STROKES:
        ends = [(x + dx * size * 0.8, y + dy * size * 0.8) for dx, dy in _STROKES[shape]]
        return line(*ends[0], *ends[1], color, 3) + line(*ends[2], *ends[3], color, 3)
    outline = [(x + dx * size, y + dy * size) for dx, dy in _OUTLINES[shape]]
    return f'<polygon points="{_points(outline)}" fill="{color}"/>'


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


_STROKES = {
    "cross": ((-1, -1), (1, 1), (-1, 1), (1, -1)),
    "plus": ((-1, 0), (1, 0), (0, -1), (0, 1)),
}
_OUTLINES = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "triangle": ((0, -1.1), (1.1, 0.9), (-1.1, 0.9)),
    "star": (
        (0, -1.3), (0.35, -0.45), (1.25, -0.4), (0.55, 0.2), (0.8, 1.1), (0, 0.6), (-0.8, 1.1),
        (-0.55, 0.2), (-1.25, -0.4), (-0.35, -0.45),
    ),
}  # fmt: skip
