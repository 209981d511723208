"""Every form that a report is written in, by one word each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from meso_infer.documents import dump_document
from meso_infer.errors import InvalidSettings, listed
from meso_infer.report.content import Copy, Report
from meso_infer.report.csv_files import write_csv, write_research_csv
from meso_infer.report.html import write_html
from meso_infer.report.letter import letter_of, write_letter
from meso_infer.report.pdf import print_pdf
from meso_infer.report.workbook import write_workbook

LONGEST_NAME = 80


@dataclass(frozen=True)
class Format:
    """A form of file.

    Attributes
    ----------
    name : str
        On screen.
    suffix : str
        Of the file's name.
    mime : str
    holds : str
        What it is good for.
    write : callable
        From a report to the file's bytes; raises ReportNotMade.
    """

    name: str
    suffix: str
    mime: str
    holds: str
    write: Callable[[Report], bytes]


def _html(report: Report) -> bytes:
    return write_html(report).encode("utf-8")


def _pdf(report: Report) -> bytes:
    return print_pdf(write_html(report))


def _letter(report: Report) -> bytes:
    return write_letter(letter_of(report.told), made_at=report.made_at, paper=report.paper)


def _json(report: Report) -> bytes:
    return dump_document(report.told).encode("utf-8")


FORMATS: dict[str, Format] = {
    "html": Format("Report (HTML)", ".html", "text/html", "One file, to read and to print", _html),
    "pdf": Format("Report (PDF)", ".pdf", "application/pdf", "The same, printed", _pdf),
    "word": Format(
        "Letter (Word)",
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "What was agreed or, before that, the packages offered last; nothing else",
        _letter,
    ),
    "excel": Format(
        "Data (Excel)",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "The sections chosen, a sheet an area",
        write_workbook,
    ),
    "csv": Format("Data (CSV)", ".zip", "application/zip", "The same, a file an area", write_csv),
    "research": Format(
        "For research (CSV)",
        "-research.zip",
        "application/zip",
        "Without names and free text, one row an event, with a codebook",
        write_research_csv,
    ),
    "json": Format(
        "Document (JSON)",
        ".json",
        "application/json",
        "The log of this copy, to be imported again; the range and options of every issue stand in it",
        _json,
    ),
}


def write_report(report: Report, form: str) -> bytes:
    """A report as a file.

    Parameters
    ----------
    report : Report
    form : str
        One of `FORMATS`.

    Raises
    ------
    InvalidSettings
        When there is no such format.
    ReportNotMade
        When it cannot be written: no browser for a PDF, no offer for a letter.
    """
    if form not in FORMATS:
        raise InvalidSettings(f"The format is {form!r}; allowed: {listed(FORMATS)}.")
    return FORMATS[form].write(report)


def file_name(name: str, copy: Copy, form: str) -> str:
    """What to call the file: the negotiation's id, as far as a file can be called so, the copy, the suffix."""
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:LONGEST_NAME] or "negotiation"
    return f"{plain}-{copy}{FORMATS[form].suffix}"
