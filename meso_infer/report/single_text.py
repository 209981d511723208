"""A version of a single text in Word's format: its clauses, what changed, and marks as far as allowed.

It is made from a log as one reader sees it. Marks stand in it with a name where their party allowed
that, else as counts, so that the mediator's copy can be handed to everyone as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from meso_infer.report.archive import settled
from meso_infer.report.content import Paper, dated
from meso_infer.report.letter import set_up, write_table
from meso_infer.report.safe_text import printable
from meso_infer.single_text.clauses import MARKS, Clause
from meso_infer.single_text.differences import Piece
from meso_infer.single_text.text_log import TextLog, Version

FATES = {"added": "new", "changed": "changed", "moved": "moved", "removed": "left out"}
NOT_TOLD = "Marks of parties that did not allow their names are not told."


def write_text(
    log: TextLog,
    number: int,
    *,
    made_at: datetime,
    paper: Paper = "A4",
    since: int | None = None,
) -> bytes:
    """A version of a single text as a letter.

    Parameters
    ----------
    log : TextLog
        As its reader sees it.
    number : int
        Which version.
    made_at : datetime with zone
        The letter's date.
    paper : 'A4' or 'Letter'
    since : int, optional
        An earlier version: words that were left out since are struck through, new ones underlined.

    Returns
    -------
    bytes
        A ``.docx`` file; the same for the same arguments.

    Raises
    ------
    CaseRefused
        When there is no such version.
    """
    version = log.version(number)
    document = Document()
    set_up(document, printable(log.header.title), made_at, paper)
    document.add_heading(printable(log.header.title), level=0)
    document.add_paragraph(_standing(log, version))
    names = ", ".join(one.name for one in log.header.parties)
    document.add_paragraph(printable(f"Parties: {names}. Mediator: {log.header.mediator}."))
    if version.note:
        document.add_paragraph(printable(version.note))
    if since is None:
        _clauses(document, version.clauses)
    else:
        _differences(document, log, since, number)
    _marks(document, log, version)
    if log.agreed_version == number:
        document.add_heading("Signatures", level=1)
        rows = [[one.name, ""] for one in log.header.parties]
        write_table(document, ["Party", "Signature and date"], rows)
    document.add_paragraph(dated(made_at)).paragraph_format.space_before = Pt(18)
    content = BytesIO()
    document.save(content)
    return settled(content.getvalue(), made_at)


def _standing(log: TextLog, version: Version) -> str:
    at = f"Version {version.number} of {dated(version.at)}."
    if log.agreed_version == version.number:
        return f"{at} All parties have said yes to this text as a whole."
    return f"{at} A draft: nothing in it binds anybody until all say yes to the whole."


def _clauses(document: DocumentObject, clauses: Sequence[Clause]) -> None:
    for place, one in enumerate(clauses, start=1):
        document.add_heading(printable(f"{place}. {one.title}"), level=1)
        document.add_paragraph(printable(one.text))
        _settles(document, one)


def _settles(document: DocumentObject, clause: Clause) -> None:
    if clause.issue is not None and clause.option is not None:
        words = document.add_paragraph().add_run(printable(f"{clause.issue}: {clause.option}"))
        words.italic = True


def _differences(document: DocumentObject, log: TextLog, since: int, number: int) -> None:
    place = 0
    for one in log.differences(since, number):
        shown = one.after or one.before
        place += one.after is not None
        heading = document.add_heading(f"{place}. " if one.after else "", level=1)
        _pieces(heading, one.title)
        if one.fate in FATES:
            heading.add_run(f" ({FATES[one.fate]})").italic = True
        _pieces(document.add_paragraph(), one.text)
        if shown is not None and one.after is not None:
            _settles(document, shown)


def _pieces(paragraph: Paragraph, pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        run = paragraph.add_run(printable(piece.text))
        run.font.strike = True if piece.change == "removed" else None
        run.underline = True if piece.change == "added" else None


def _marks(document: DocumentObject, log: TextLog, version: Version) -> None:
    """Who marked what, where that may be told; else how many, where there are more than two."""
    named = log.named_marks(version.number)
    counts = log.counts(version.number)
    rows = []
    for place, clause in enumerate(version.clauses, start=1):
        told = [f"{log.header.name_of(party)}: {mark}" for party, mark in named[clause.id].items()]
        if counts is not None and clause.id in counts:
            told.append(
                ", ".join(
                    f"{n} {mark}" for n, mark in zip(counts[clause.id], MARKS, strict=True) if n
                )
            )
        if told:
            rows.append([f"{place}. {clause.title}", "; ".join(told)])
    if rows:
        document.add_heading("Marks", level=1)
        write_table(document, ["Clause", "Marked"], rows)
        document.add_paragraph(NOT_TOLD)
