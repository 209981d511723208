"""The HTML report: complete, self-contained, and with people's words as text."""

from __future__ import annotations

import re
from functools import cache
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer import workflow
from meso_infer.headline import headline
from meso_infer.history import because
from meso_infer.report import READERS, Copy, write_report
from meso_infer.report.html import write_html
from meso_infer.report.safe_text import in_style, printable
from tests.negotiation_states import large
from tests.report.examples import Page, negotiation, page_of, report, rows

SVG = "{http://www.w3.org/2000/svg}"
COPIES: tuple[Copy, ...] = ("internal", "mediator", "shared")
HOSTILE = (
    "<script>alert(1)</script>", "</td></table><h1>x", "{{ 7 * 7 }}", "</style>", "&lt;b&gt;", "\"'><svg",
    "-->", "]]>", "line\nbreak", "bell\x07", "| pipe |", "=cmd()",
)  # fmt: skip


def drawings(html: str) -> list[ElementTree.Element]:
    """Every drawing, read as XML."""
    parts = html.split("<svg ")[1:]
    return [ElementTree.fromstring("<svg " + part.split("</svg>")[0] + "</svg>") for part in parts]


@pytest.mark.parametrize("copy", COPIES)
def test_one_file_that_asks_for_nothing(copy: Copy) -> None:
    """No script, no address, no handler; the file itself forbids them to whoever opens it."""
    html = write_html(report(copy, allowed=True))
    page = page_of(html)
    assert page.outside == []
    assert not {"script", "iframe", "img", "link", "object", "form", "a"} & set(page.tags)
    assert "default-src 'none'" in html
    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in html
    assert html.count("<html lang=") == page.tags["main"] == page.tags["h1"] == 1


def test_every_drawing_says_what_it_shows() -> None:
    """Each has a title and a description of its own, is well-formed, and its numbers stand in a table."""
    html = write_html(report("internal"))
    found = drawings(html)
    assert len(found) == 4
    names = [element.get("aria-labelledby") for element in found]
    assert len(set(names)) == len(found)
    for element in found:
        title, described = element.find(f"{SVG}title"), element.find(f"{SVG}desc")
        assert title is not None
        assert described is not None
        assert title.text
        assert described.text
        assert element.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
    assert found[0].find(f"{SVG}title").text == headline(workflow.infer(negotiation()))  # type: ignore[union-attr]


def test_fifty_worlds_are_fifty_dots() -> None:
    """As many dots as plausible worlds, and their counts beside them."""
    worlds = next(
        e
        for e in drawings(write_html(report("internal")))
        if "worlds" in str(e.get("aria-labelledby"))
    )
    assert len(worlds.findall(f"{SVG}circle")) == 50


def test_the_tables_are_the_log() -> None:
    """Offers in the order shown with the pick marked, one line an event, the agreement."""
    tables = page_of(write_html(report("shared"))).tables
    heads = [table[0] for table in tables]
    assert heads[1] == ["Issue", "A", "B ✓ picked", "C"]
    assert heads[2] == ["Issue", "B", "A"]
    assert tables[1][1] == ["Salary", "USD 100,000", "USD 95,000", "USD 90,000"]
    assert tables[2][1] == ["Salary", "USD 98,000", "USD 102,000"]
    events = tables[3][1:]
    assert [row[0] for row in events] == list("123456")
    assert events[0][1:4] == ["1", "2026-03-02 09:00", "us"]
    assert tables[4][1] == ["Salary", "USD 103,000"]


def test_our_own_report_says_what_is_known_and_what_is_not() -> None:
    """In brief: known, not known, what would change it; each number beside its range or its count."""
    page = page_of(write_html(report("internal")))
    text = " ".join(page.texts)
    for words in ("What we know", "What we do not know", "What would change our mind"):
        assert words in text
    estimate = next(table for table in page.tables if "Share of what matters to them" in table[0])
    assert all("90%:" in row[1] for row in estimate[1:])
    assert str(workflow.infer(negotiation()).seed) in text


def test_what_moved_the_estimate_stands_beside_it() -> None:
    """One line an event that told something, with its bits as the library counts them."""
    tables = page_of(write_html(report("internal", sections=["priorities"]))).tables
    moved = next(table for table in tables if table[0][-1] == "Moved it")
    told = because(negotiation(), workflow.infer(negotiation()))
    assert [row[1:] for row in moved[1:]] == [
        [one.text, f"{one.effect} ({one.bits:.2f} bits)"] for one in told
    ]


@pytest.mark.parametrize("end", ["agreed", "ended", "open"])
def test_the_brief_begins_with_what_came_of_the_talks(end: str) -> None:
    """The deal with what it is worth to us, or that there is none; nothing while talks are open."""
    last = [{"kind": "talks-ended", "reason": "They left."}] if end == "ended" else []
    of = negotiation([*rows(agreed=end == "agreed"), *last])
    (brief,) = report("internal", of, sections=["brief"]).sections
    first = getattr(brief.blocks[0], "text", "")
    known = headline(workflow.infer(of))
    assert (
        first
        == {
            "agreed": "Agreed on Salary USD 103,000, Remote 1 day, Contract 3 years. The agreement is worth "
            "57.4 points of 100 to us.",
            "ended": "Talks ended without an agreement: They left.",
            "open": known,
        }[end]
    )
    assert known in [getattr(block, "text", "") for block in brief.blocks]


def test_a_brief_of_many_issues_stays_short() -> None:
    """Twelve unclear issues make one sentence with every range, not twelve."""
    html = write_html(report("internal", large(), sections=["brief"]))
    (said,) = [text for text in page_of(html).texts if text.startswith("How much these matter")]
    assert said.count("(90%: ") == 12


@given(st.one_of(st.sampled_from(HOSTILE), st.text()))
def test_no_title_ends_the_string_of_a_style(title: str) -> None:
    """What stands at the head of a printed page is letters, digits and numbered signs; read back, it is the title."""
    written = in_style(title)
    assert re.fullmatch(r"(?:[A-Za-z0-9]|\\[0-9a-f]+ )*", written)
    read = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), written)
    assert read == title


@pytest.mark.parametrize("copy", COPIES)
def test_every_printed_page_says_what_it_is_of(copy: Copy) -> None:
    """A page that lies about by itself tells the negotiation, and for whom the copy is."""
    title = '</style> "}'
    html = write_html(report(copy, negotiation(title=title), sections=["issues"]))
    page = page_of(html)
    (style,) = (text for text in page.texts if "@page" in text)
    assert f'@top-left {{ content: "{in_style(title)}"' in style
    assert f'@top-right {{ content: "{in_style(READERS[copy].running)}"' in style
    assert page.tags["style"] == 1


@settings(max_examples=25)
@given(st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1).filter(lambda t: "\x00" not in t)))
def test_what_people_wrote_stands_as_text(words: str) -> None:
    """Tags, scripts, template marks, line breaks and control characters: no tag more, the words kept."""
    words = words.encode("utf-8", "replace").decode()
    page = page_of(course_of(words))
    assert page.tags == harmless().tags
    assert any(f"Our note: {printable(words)}" in cell for cell in _cells(page))


def course_of(words: str) -> str:
    return write_html(report("internal", negotiation(rows(words)), sections=["course"]))


@cache
def harmless() -> Page:
    return page_of(course_of("plain"))


def _cells(page: Page) -> list[str]:
    return [cell for table in page.tables for row in table for cell in row]


@pytest.mark.parametrize(("paper", "size"), [("A4", "size: A4"), ("Letter", "size: letter")])
def test_the_paper_is_the_one_chosen(paper: str, size: str) -> None:
    """The page of the printer is that of the country."""
    assert size in write_html(report("shared", paper=paper))


def test_the_same_report_is_the_same_file() -> None:
    """Written twice, every form has the same bytes."""
    for form in ("html", "word", "excel", "csv", "research", "json"):
        assert write_report(report("internal"), form) == write_report(report("internal"), form)


def test_nothing_logged_is_said_in_words() -> None:
    """An empty log makes a report without tables of nothing."""
    for copy in COPIES:
        text = " ".join(page_of(write_html(report(copy, negotiation([])))).texts)
        assert "Nothing has been put forward yet." in text
        assert "nothing is on the table" in text
