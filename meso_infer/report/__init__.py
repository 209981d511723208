"""Reports and exports: one content for one kind of reader, in every form that people hand over."""

from meso_infer.report.content import Copy, Paper, Report, Section, Sheet
from meso_infer.report.copies import READERS, SECTIONS
from meso_infer.report.formats import FORMATS, Format, file_name, write_report
from meso_infer.report.making import PAPERS, chosen_sections, make_report, offered_sections

__all__ = [
    "FORMATS",
    "PAPERS",
    "READERS",
    "SECTIONS",
    "Copy",
    "Format",
    "Paper",
    "Report",
    "Section",
    "Sheet",
    "chosen_sections",
    "file_name",
    "make_report",
    "offered_sections",
    "write_report",
]
