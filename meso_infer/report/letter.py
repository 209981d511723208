"""A letter in Word's format: the packages that we offered last or, once agreed, the agreement.

Like the text of an offer it is made from the agenda and the packages alone, and can give away no more
than these.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table

from meso_infer.errors import ReportNotMade
from meso_infer.negotiation import Negotiation
from meso_infer.report.archive import settled
from meso_infer.report.content import Paper, dated
from meso_infer.report.safe_text import printable
from meso_infer.wording import Letter, agreement_letter, offer_letter

PAPERS = {"A4": (Mm(210), Mm(297)), "Letter": (Mm(215.9), Mm(279.4))}
MARGIN = Mm(25)
ISSUE_WIDTH = Mm(55)
LONGEST_TITLE = 255
"""Of a document's properties, in characters."""


def why_no_letter(told: Negotiation) -> str | None:
    """Why there is nothing to put into a letter, and what to do; None where there is something."""
    if told.agreed_package is not None:
        return None
    if told.status == "ended":
        return "Talks ended without an agreement, so there is nothing to put into a letter."
    if all(one.meso is None for one in told.rounds):
        return "There is no offer to put into a letter yet. Log an offer first."
    return None


def letter_of(told: Negotiation) -> Letter:
    """The letter that is due: what was agreed, to be confirmed; before that, our last offer.

    Parameters
    ----------
    told : Negotiation
        As the reader of the copy may see it.

    Raises
    ------
    ReportNotMade
        When there is neither, or talks ended without an agreement.
    """
    missing = why_no_letter(told)
    if missing is not None:
        raise ReportNotMade(f"{missing} Or choose another format.")
    if told.agreed_package is not None:
        first = told.improving.deal
        replaces = first is not None and first != told.agreed_package
        return agreement_letter(told.agenda, told.agreed_package, replaces=replaces)
    offer = [one for one in told.rounds if one.meso is not None][-1]
    assert offer.meso is not None
    return offer_letter(told.agenda, offer.meso, offer.claim)


def write_letter(letter: Letter, *, made_at: datetime, paper: Paper = "A4") -> bytes:
    """A letter in Word's format.

    Parameters
    ----------
    letter : Letter
        As `meso_infer.wording` words it, or `letter_of` chooses it.
    made_at : datetime with zone
        The letter's date.
    paper : 'A4' or 'Letter'

    Returns
    -------
    bytes
        A ``.docx`` file; the same for the same arguments.
    """
    document = Document()
    set_up(document, letter.subject, made_at, paper)
    document.add_paragraph(dated(made_at)).paragraph_format.space_after = Pt(18)
    document.add_paragraph(printable(letter.opening))
    _packages(document, letter)
    for sentences in letter.closing:
        document.add_paragraph(printable(sentences))
    content = BytesIO()
    document.save(content)
    return settled(content.getvalue(), made_at)


def set_up(document: DocumentObject, title: str, made_at: datetime, paper: Paper) -> None:
    """Give a new document its paper, margins and font, and a title without an author."""
    page = document.sections[0]
    page.page_width, page.page_height = PAPERS[paper]
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(11)  # type: ignore[attr-defined]
    about = document.core_properties
    about.title, about.author, about.comments = title[:LONGEST_TITLE], "", ""
    about.created = about.modified = made_at.replace(tzinfo=None)


def _packages(document: DocumentObject, letter: Letter) -> None:
    """A table of issues by packages: the terms of each below its label."""
    issues = list(dict.fromkeys(issue for _, terms in letter.packages for issue, _ in terms))
    heads = [f"Package {label}" if label else letter.subject for label, _ in letter.packages]
    columns = [dict(terms) for _, terms in letter.packages]
    rows = [[issue, *(terms.get(issue, "–") for terms in columns)] for issue in issues]
    write_table(document, ["", *heads], rows)
    document.add_paragraph()


def write_table(
    document: DocumentObject, heads: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """A table with a head that stands on each page, and its first column in bold."""
    table = document.add_table(len(rows) + 1, len(heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    _fill(table, 0, heads, bold=True)
    for number, row in enumerate(rows, start=1):
        _fill(table, number, row, bold=False)
    for cell in table.columns[0].cells:
        cell.width = ISSUE_WIDTH
    _repeat_head(table)


def _fill(table: Table, row: int, texts: Sequence[str], *, bold: bool) -> None:
    for cell, text in zip(table.rows[row].cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(printable(text))
        run.bold = bold or None
    table.rows[row].cells[0].paragraphs[0].runs[0].bold = True


def _repeat_head(table: Table) -> None:
    """Have the first row stand on each page and no row break between two."""
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            head = OxmlElement("w:tblHeader")
            head.set(qn("w:val"), "true")
            properties.append(head)
