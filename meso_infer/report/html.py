"""A report as one HTML file that needs nothing else: no script, no request, ready to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from meso_infer.charts.theme import short
from meso_infer.report.content import Block, Grid, Lines, Picture, Report
from meso_infer.report.copies import READERS
from meso_infer.report.safe_text import in_style, printable

TEMPLATE = "report.html.j2"
LONGEST_RUNNING = 46
"""Letters of a title at the head of a printed page, where it has one line."""

LONG_WORD = 24
"""Letters from which a word may be broken, so that it does not push its table off the paper."""

MOST_ROWS_TOGETHER = 14
"""Rows up to which a table stays on one page."""

SIZES = {"A4": "A4 portrait", "Letter": "letter portrait"}


def write_html(report: Report) -> str:
    """The report as HTML; whatever people wrote stands in it as text.

    It declares for itself that it runs no script and asks no host for anything.
    """
    told = report.told
    return _template().render(
        title=printable(told.title),
        with_whom=printable(f"With {told.counterpart}"),
        copy=report.copy,
        notice=report.notice,
        whose=_whose(report),
        size=SIZES[report.paper],
        foot=report.footer,
        running={
            "title": in_style(short(printable(told.title), LONGEST_RUNNING)),
            "whose": in_style(READERS[report.copy].running),
            "foot": in_style(report.footer),
        },
        sections=[
            {"key": s.key, "title": s.title, "blocks": [_drawn(block) for block in s.blocks]}
            for s in report.sections
        ],
    )


def _whose(report: Report) -> str:
    """Who “we” and “they” are, for readers who are neither."""
    if report.copy == "internal":
        return ""
    them = printable(report.told.counterpart)
    return f"Written by the side that keeps this record, “we”; “they” are {them}."


def _drawn(block: Block) -> tuple[str, dict[str, Any]]:
    """A block by its kind, with texts that a page can hold."""
    kind = type(block).__name__
    if isinstance(block, Grid):
        heads = [printable(head) for head in block.table.columns]
        rows = [[printable(cell) for cell in row] for row in block.table.rows]
        columns = zip(*rows, strict=True) if rows else [()] * len(heads)
        return kind, {
            "caption": block.caption,
            "columns": heads,
            "rows": rows,
            "strong": block.strong,
            "tight": block.tight,
            "whole": len(rows) <= MOST_ROWS_TOGETHER,
            "long": [
                k
                for k, texts in enumerate(map(list, columns))
                if _longest_word([heads[k], *texts]) > LONG_WORD
            ],
        }
    if isinstance(block, Lines):
        return kind, {"items_": [printable(item) for item in block.items]}
    if isinstance(block, Picture):
        # Our own drawing: every text in it was escaped when it was drawn.
        return kind, {"svg": Markup(block.svg), "caption": block.caption}
    return kind, {"text": printable(block.text), "minor": getattr(block, "minor", False)}


def _longest_word(texts: Sequence[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=0)


@cache
def _template() -> Template:
    # Every text is escaped whatever the file is called: nothing a person wrote may become a tag.
    environment = Environment(
        loader=PackageLoader("meso_infer.report", "."), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template(TEMPLATE)
