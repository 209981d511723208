"""A single text as a Word file: what stands in it, what does not, and that hostile words do no harm."""

from __future__ import annotations

from io import BytesIO

from docx import Document
from docx.document import Document as DocumentObject

from meso_infer.report.single_text import write_text
from meso_infer.single_text import Clause
from meso_infer.single_text.text_log import TextLog
from tests.single_text.texts import NOW, Table, open_table

HOSTILE = '=HYPERLINK("http://x.example")\x0b\x00</w:t><w:p/>\n\nEnd \ud800'


def opened(log: TextLog, number: int, since: int | None = None) -> DocumentObject:
    return Document(BytesIO(write_text(log, number, made_at=NOW, since=since)))


def said(document: DocumentObject) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def marked() -> Table:
    table = open_table(3)
    for party, mark in (("p1", "works"), ("p2", "does not work"), ("p3", "works")):
        for clause in ("c1", "c2", "c3"):
            table.seats[party].mark(1, clause, mark, named=(party, clause) == ("p3", "c1"), now=NOW)  # type: ignore[arg-type]
    table.seats["p2"].criticise(1, "c1", "Our secret reason.", weight="decisive", now=NOW)
    return table


def test_a_draft_says_that_it_binds_nobody() -> None:
    """Clauses in order with their numbers, the version, and that it is a draft; the same bytes twice."""
    log = open_table(3).desk.look()
    words = said(opened(log, 1))
    for part in ("1. Height", "Six floors at most.", "Height: 6 floors", "3. Trees", "Version 1"):
        assert part in words
    assert "nothing in it binds anybody" in words
    assert "Signatures" not in words
    assert write_text(log, 1, made_at=NOW) == write_text(log, 1, made_at=NOW)


def test_marks_have_a_name_only_where_that_was_allowed() -> None:
    """The mediator's file names who allowed it, counts once told, and holds no word of criticism."""
    table = marked()
    words = said(opened(table.desk.look(), 1))
    assert "Tenants: works" in words
    assert "Owners: does" not in words
    assert "2 works" not in words
    assert "secret reason" not in words
    table.desk.tell_counts(now=NOW)
    words = said(opened(table.desk.look(), 1))
    assert "Tenants: works; 2 works, 1 does not work" in words
    assert "Owners: does" not in words


def test_every_reader_takes_the_same_file_along() -> None:
    """The mediator's file and that of a party that said nothing with its name are alike to the byte."""
    table = marked()
    table.desk.tell_counts(now=NOW)
    files = {
        write_text(log, 1, made_at=NOW) for log in (table.desk.look(), table.seats["p3"].look())
    }
    assert len(files) == 1


def test_changes_are_struck_through_and_underlined() -> None:
    """Words left out and new ones differ by their form; the unchanged ones are plain."""
    table = open_table(2)
    table.publish("Five floors at most.")
    document = opened(table.desk.look(), 2, since=1)
    runs = [run for one in document.paragraphs for run in one.runs]
    assert [run.text.strip() for run in runs if run.font.strike] == ["Six"]
    assert [run.text.strip() for run in runs if run.underline] == ["Five"]


def test_an_agreed_text_says_so_and_has_room_to_sign() -> None:
    """After a yes of all: that it is agreed, and a line for each party."""
    table = open_table(2)
    table.desk.open_vote(now=NOW)
    for seat in table.seats.values():
        seat.vote(1, yes=True, now=NOW)
    words = said(opened(table.desk.look(), 1))
    assert "All parties have said yes" in words
    assert "Signatures" in words
    assert "nothing in it binds" not in words


def test_hostile_words_are_words() -> None:
    """Formulas, markup and control characters stand as text; the file opens and holds no field or link."""
    table = open_table(2)
    clause = Clause(id="c9", title="=1+1", text="x")
    revision = table.desk.revision().added("=1+1", "x", used=[])
    hostile = clause.model_copy(update={"text": HOSTILE})
    log = table.desk.look()
    version = log.versions[0]
    table.desk.publish(revision, now=NOW)
    document = opened(table.desk.look(), 2)
    assert "=1+1" in said(document)
    broken = TextLog(
        log.text_id,
        log.header,
        tuple(
            type(one)(
                one.id, one.sender, one.at, one.entry.model_copy(update={"clauses": (hostile,)})
            )
            for one in log.log[:1]
        ),
    )
    assert version.number == 1
    found = opened(broken, 1)
    assert '=HYPERLINK("http://x.example")' in said(found)
    assert "</w:t><w:p/>" in said(found)
    xml = found.element.xml
    assert "w:hyperlink" not in xml
    assert "w:fldSimple" not in xml
    assert "w:instrText" not in xml
