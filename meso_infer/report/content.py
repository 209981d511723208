"""What a report is made of, whatever it is written to: sections of blocks to read, and sheets of data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from meso_infer.charts.theme import Table
from meso_infer.negotiation import Negotiation

Copy = Literal["internal", "mediator", "shared"]
Cell = str | int | float | bool | datetime | None
Paper = Literal["A4", "Letter"]

DATES = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a minor one is set small."""

    text: str
    minor: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str


@dataclass(frozen=True)
class Lines:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table to read.

    Attributes
    ----------
    caption : str
    table : Table
    strong : tuple of int
        Columns that stand out, from 0, such as the package that they picked.
    tight : tuple of int
        Columns whose cells stay on one line where there is room.
    """

    caption: str
    table: Table
    strong: tuple[int, ...] = ()
    tight: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing, with what it says in text: its own title and description stand in the SVG."""

    svg: str
    caption: str


Block = Paragraph | Heading | Lines | Grid | Picture


@dataclass(frozen=True)
class Column:
    """A column of data.

    Attributes
    ----------
    name : str
    meaning : str
        What it holds, for the codebook.
    unit : str
        Stands behind the name in brackets.
    personal : bool
        Holds names of people or free text, which research copies leave out.
    """

    name: str
    meaning: str
    unit: str = ""
    personal: bool = False

    @property
    def head(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True)
class Sheet:
    """One area of data: numbers are numbers, moments are UTC with zone, None is not known.

    Attributes
    ----------
    name : str
        Of the sheet or file.
    columns : tuple of Column
    rows : tuple of tuples
        One cell a column, in their order.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def without_personal(self) -> Sheet:
        """The same without names and free text."""
        kept = [k for k, column in enumerate(self.columns) if not column.personal]
        return Sheet(
            self.name,
            tuple(self.columns[k] for k in kept),
            tuple(tuple(row[k] for k in kept) for row in self.rows),
        )


@dataclass(frozen=True)
class Section:
    """A chapter of the report with its data.

    Attributes
    ----------
    key : str
        By which it is asked for: one of `meso_infer.report.copies.SECTIONS`.
    title : str
    blocks : tuple of Block
        What is read, from top to bottom.
    sheets : tuple of Sheet
        The same as data.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    sheets: tuple[Sheet, ...] = ()


@dataclass(frozen=True)
class Report:
    """A report for one kind of reader; it holds nothing that this reader may not see.

    Attributes
    ----------
    copy : 'internal', 'mediator' or 'shared'
    told : Negotiation
        The negotiation as this reader may see it.
    notice : str
        Which copy it is and what it holds, in a sentence.
    sections : tuple of Section
    footer : str
        What stands at the foot of every page: from how many events, and when.
    made_at : datetime with zone
    paper : 'A4' or 'Letter'
    """

    copy: Copy
    told: Negotiation
    notice: str
    sections: tuple[Section, ...]
    footer: str
    made_at: datetime
    paper: Paper = "A4"

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The data of all sections, and a codebook of their columns."""
        found = [sheet for section in self.sections for sheet in section.sheets]
        return (*found, codebook(found))


def codebook(sheets: Sequence[Sheet]) -> Sheet:
    """What every column of the sheets means."""
    columns = (
        Column("sheet", "Name of the sheet or file"),
        Column("column", "Name of the column"),
        Column("unit", "What its numbers are counted in"),
        Column("meaning", "What it holds"),
    )
    rows = [
        (s.name, column.name, column.unit, column.meaning) for s in sheets for column in s.columns
    ]
    return Sheet("Codebook", columns, tuple(rows))


def dated(moment: datetime) -> str:
    """A day as people write it: ``'23 November 2026'``."""
    return f"{moment.day} {moment:%B %Y}"
