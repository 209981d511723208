"""Cells with their address, what is wrong with them, and how amounts and words are read from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from meso_infer.errors import listed
from meso_infer.issues import whole
from meso_infer.sheet.amounts import amount_of, shown


@dataclass(frozen=True)
class Mistake:
    """Something that has to be put right before anything is imported.

    Attributes
    ----------
    where : str
        Sheet and cell, such as ``'Issues!C4'``.
    text : str
        What stands there, and what to write instead.
    """

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    Attributes
    ----------
    where : str
    value : str, float or None
        None where it is empty.
    problem : str or None
        Why it cannot be read, whatever is expected in it: a formula, a date, an error.
    """

    where: str
    value: str | float | None = None
    problem: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return self.value is None and self.problem is None


@dataclass(frozen=True)
class Row:
    """One row of a table: its cells by the column's name. Columns that the table lacks are not there."""

    where: str
    cells: Mapping[str, Cell]

    def cell(self, column: str) -> Cell:
        """The cell of a column; an empty one at the row's place where the table lacks the column."""
        return self.cells.get(column, Cell(self.where))


@dataclass
class Reader:
    """Reads cells and collects what is wrong with them, so that all of it can be said at once.

    Attributes
    ----------
    mistakes : list of Mistake
    comma_is_decimal : bool
        Whether some amount in the file has a comma before its decimals.
    """

    mistakes: list[Mistake] = field(default_factory=list)
    comma_is_decimal: bool = False

    def refuse(self, where: str, text: str) -> None:
        """Note a mistake; the same one is noted once."""
        mistake = Mistake(where, text)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)

    def text(self, cell: Cell) -> str:
        """The words in a cell, an amount as it would be typed; empty where there is nothing."""
        if cell.problem is not None:
            self.refuse(cell.where, cell.problem)
            return ""
        if cell.value is None:
            return ""
        if isinstance(cell.value, int | float):
            return f"{whole(cell.value)}"
        return cell.value.strip()

    def amount(self, cell: Cell, unit: str = "") -> float | None:
        """The amount in a cell; None where it is empty or, which is noted, no amount."""
        if cell.problem is not None:
            self.refuse(cell.where, cell.problem)
            return None
        if cell.value is None:
            return None
        try:
            return amount_of(cell.value, unit, comma_is_decimal=self.comma_is_decimal)
        except ValueError as error:
            self.refuse(cell.where, str(error))
            return None

    def points(self, cell: Cell) -> float | None:
        """Points from 0 to 100 in a cell; None where it is empty or, which is noted, holds no such thing."""
        found = self.amount(cell, "points")
        if found is not None and not 0 <= found <= 100:
            self.refuse(cell.where, f"{found:g} is not from 0 to 100; points lie between these.")
            return None
        return found

    def word(self, cell: Cell, known: Mapping[str, str], example: str) -> str:
        """What a word in a cell stands for; the empty text where it is empty or unknown, which is noted."""
        said = " ".join(self.text(cell).casefold().split())
        if not said:
            return ""
        if said not in known:
            self.refuse(cell.where, f"{shown(cell.value)} is not known here; write {example}.")
        return known.get(said, "")


# --- tables ---------------------------------------------------------------------------------------

Columns = Mapping[str, tuple[str, ...]]
"""The columns of a table: the name that is written, and other names that are understood."""


def table_rows(reader: Reader, name: str, grid: list[list[Cell]], columns: Columns) -> list[Row]:
    """The rows of a table under its first line that is not empty, which names the columns.

    Empty rows are passed over. What stands under an unknown column, or beside the columns, is a
    mistake: nothing is left out silently.

    Parameters
    ----------
    name : str
        What the table is called in messages about it as a whole.
    """
    lines = [line for line in grid if not all(cell.is_empty for cell in line)]
    if not lines:
        reader.refuse(name, f"is empty; its first line names the columns: {listed(columns)}.")
        return []
    places = _places(reader, lines[0], columns)
    first = next(iter(columns))
    if first not in places:
        reader.refuse(
            next((cell.where for cell in lines[0] if not cell.is_empty), name),
            f"the first line must name the columns, among them {first}; known are {listed(columns)}.",
        )
        return []
    rows = []
    for line in lines[1:]:
        beside = [c for k, c in enumerate(line) if k not in places.values() and not c.is_empty]
        for cell in beside:
            _refuse_beside(reader, lines[0], line.index(cell), cell)
        found = {column: line[k] for column, k in places.items() if k < len(line)}
        rows.append(Row(next(c.where for c in line if not c.is_empty), found))
    return rows


def _places(reader: Reader, head: list[Cell], columns: Columns) -> dict[str, int]:
    known = {
        word.casefold(): column for column, others in columns.items() for word in (column, *others)
    }
    places: dict[str, int] = {}
    for place, cell in enumerate(head):
        column = known.get(" ".join(reader.text(cell).casefold().split()))
        if column is None:
            continue
        if column in places:
            reader.refuse(
                cell.where,
                f"the column {column} stands twice, here and in {head[places[column]].where}; keep one.",
            )
            continue
        places[column] = place
    return places


def _refuse_beside(reader: Reader, head: list[Cell], place: int, cell: Cell) -> None:
    title = head[place] if place < len(head) else None
    if title is None or title.is_empty:
        reader.refuse(
            cell.where, f"{shown(cell.value)} stands under no column; name it or remove it."
        )
        return
    reader.refuse(
        title.where,
        f"{shown(title.value)} is not a column that is read; rename it, or remove it with what is below.",
    )
