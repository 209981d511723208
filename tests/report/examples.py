"""A negotiation with everything in it that a report may or may not tell, and ways to read reports back."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import openpyxl
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook

from meso_infer.events import decode, replay
from meso_infer.negotiation import Header, Negotiation
from meso_infer.report import Copy, Report, make_report
from meso_infer.report.safe_text import is_risky
from meso_infer.utility import OwnSpec
from tests.agendas import YEARS, A, B, C, deal, hiring_agenda

MADE = datetime(2026, 11, 23, 11, 30, tzinfo=UTC)
OFFERED = "2026-03-02T10:00:00+01:00"

WEIGHTS = {"Salary": 9 / 23, "Remote": 10 / 23, "Contract": 4 / 23}
OWN: dict[str, Any] = {
    "weights": WEIGHTS,
    "values": {"Contract": dict(zip(YEARS, (0, 0.25, 1), strict=True))},
    "reservation_value": 0.41234,
    "aspiration_value": 0.71234,
}


def rows(note: str = "they hesitated", agreed: bool = True) -> list[dict[str, Any]]:
    """Two rounds: three packages, a pick and a push, two packages in another order, a counteroffer."""
    second = {"A": dict(deal(102000, 1, 3)), "B": dict(deal(98000, 1, 2))}
    found: list[dict[str, Any]] = [
        {
            "kind": "meso-offered", "at": OFFERED, "claim": "equal", "note": note,
            "packages": {"A": dict(A), "B": dict(B), "C": dict(C)},
        },
        {"kind": "package-picked", "package": "B", "note": note, "confidence": 80},
        {"kind": "issue-pushed", "issue": "Salary", "direction": "higher", "amount": 5000},
        {"kind": "note", "text": note},
        {"kind": "question-asked", "issue": "Remote", "visibility": "mediator"},
        {"kind": "meso-offered", "packages": second, "shown": ["B", "A"], "claim": "similar"},
        {"kind": "counteroffer-made", "package": dict(deal(104000, 2, 3))},
    ]  # fmt: skip
    if agreed:
        found += [{"kind": "agreement-reached", "package": dict(deal(103000, 1, 3))}]
    return found


def negotiation(
    events: list[dict[str, Any]] | None = None,
    own: Mapping[str, Any] | None = OWN,
    *,
    title: str = "Hiring",
    counterpart: str = "Ada",
) -> Negotiation:
    """The example, or the events given on its agenda."""
    spec = None if own is None else OwnSpec.model_validate(own)
    start = Header(hiring_agenda(), title=title, counterpart=counterpart, own=spec)
    return replay(start, [decode(one) for one in (rows() if events is None else events)])


def report(copy: Copy, of: Negotiation | None = None, **more: Any) -> Report:
    """The report of the example."""
    return make_report(negotiation() if of is None else of, copy, made_at=MADE, **more)


# --- reading back -----------------------------------------------------------------------------------


@dataclass
class Page(HTMLParser):
    """What a browser would find in an HTML file.

    Attributes
    ----------
    tags : dict of tag to how many
    texts : list of str
        Every text, unescaped.
    tables : list of tables
        Each a list of rows of cells.
    outside : list of str
        Whatever would be asked of another host.
    """

    tags: dict[str, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    _cell: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "action") or name.startswith("on"):
                self.outside.append(f"{name}={value}")
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._cell:
            self.tables[-1][-1][-1] += data


def page_of(html: bytes | str) -> Page:
    """An HTML file as a browser would find it."""
    page = Page()
    page.feed(html if isinstance(html, str) else html.decode("utf-8"))
    return page


def book_of(content: bytes) -> Workbook:
    """A workbook, opened by its own library with its formulas as they stand."""
    return openpyxl.load_workbook(BytesIO(content), data_only=False)


def sheet_of(content: bytes, name: str) -> list[tuple[Any, ...]]:
    """The rows of a sheet, heads first, with texts as Excel shows them."""
    return [
        tuple(unescape(value) if isinstance(value, str) else value for value in row)
        for row in book_of(content)[name].iter_rows(values_only=True)
    ]


def unguarded(text: str) -> str:
    """The text that was guarded for a CSV file, with printable characters only."""
    return text[1:] if text.startswith("'") and is_risky(text) else text


def csv_of(content: bytes) -> dict[str, list[list[str]]]:
    """The CSV files of an archive by name, with texts as they were before they were guarded."""
    with ZipFile(BytesIO(content)) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {
        name: [[unguarded(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""))]
        for name, text in texts.items()
    }
