"""Files of unknown origin: what is no list of issues is refused in words, before it costs anything."""

from __future__ import annotations

import io
import zipfile

from openpyxl import load_workbook

from meso_infer.spreadsheet import read_pasted, read_workbook
from tests.spreadsheet.test_spreadsheet import GOOD, HEAD, book, issues, said


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_what_unpacks_to_too_much_is_refused() -> None:
    """A small file of very much of the same, and one of very many parts, are not unpacked."""
    bomb = zipped({"xl/worksheets/sheet1.xml": b"0" * (64 * 2**20)})
    assert len(bomb) < 2**20
    assert "unpacks" in said(read_workbook(bomb))["The file"]
    assert "parts" in said(read_workbook(zipped({f"{k}.xml": b"" for k in range(600)})))["The file"]
    assert "MB" in said(read_workbook(b"PK" + b"0" * (5 * 2**20)))["The file"]


def test_a_cell_in_the_last_row_is_named_and_a_formatted_sheet_is_read() -> None:
    """A million empty rows cost nothing; something in the last of them is not lost."""
    made = load_workbook(io.BytesIO(book({"Issues": [HEAD, *GOOD]})))
    page = made["Issues"]
    page.row_dimensions[1_048_576].height = 30
    stream = io.BytesIO()
    made.save(stream)
    assert read_workbook(stream.getvalue()).sheet is not None
    page["A1048576"] = "Price"
    stream = io.BytesIO()
    made.save(stream)
    assert "below row 2,000" in said(read_workbook(stream.getvalue()))["Issues!A1048576"]


def test_entities_old_files_and_passwords_are_refused() -> None:
    """Declarations are looked for before anything is parsed, also where they lie across two reads."""
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'
    for before in (b"", b" " * (2**16 - 60), b" " * (2**16 - 25)):
        data = zipped({"xl/workbook.xml": before + entity})
        assert "entities" in said(read_workbook(data))["The file"]
    assert "password" in said(read_workbook(b"\xd0\xcf\x11\xe0" + b"0" * 600))["The file"]
    assert ".xlsx" in said(read_workbook(b"Issue,Lowest\nPrice,5"))["The file"]


def test_a_list_of_another_kind_gets_one_message() -> None:
    """Ten thousand rows are counted once, however far down they stand and whatever they say."""
    for n in (201, 10_000):
        reading = issues(*[(f"I{k}", None, "lots", None) for k in range(n)])
        assert list(map(str, reading.mistakes)) == [
            f"Issues: has {n:,} rows; at most 200 are read."
        ]
    pasted = "\n".join(["Issue\tLowest\tHighest", *(f"I{k}\t0\t1" for k in range(201))])
    assert [one.text for one in read_pasted(pasted).mistakes] == [
        "has 201 rows; at most 200 are read."
    ]
