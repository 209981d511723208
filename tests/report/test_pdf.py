"""The PDF: printed by a real browser where there is one, refused in words where there is none."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from meso_infer.errors import ReportNotMade
from meso_infer.report import write_report
from meso_infer.report.pdf import CHOSEN, find_browser, print_pdf
from tests.report.examples import report

A4_POINTS, LETTER_POINTS = (594.96, 841.92), (612.0, 792.0)


def pages_of(content: bytes) -> int:
    """How many pages a PDF of Chromium has."""
    return len(re.findall(rb"/Type\s*/Page\b", content))


@pytest.mark.browser
@pytest.mark.parametrize(("paper", "size"), [("A4", A4_POINTS), ("Letter", LETTER_POINTS)])
def test_a_browser_prints_it_on_the_paper_chosen(paper: str, size: tuple[float, float]) -> None:
    """A PDF of one page or more, each of the size that was chosen."""
    content = write_report(report("shared", paper=paper), "pdf")
    assert content.startswith(b"%PDF-")
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert len(boxes) == pages_of(content) >= 1
    for box in boxes:
        assert tuple(map(float, box)) == pytest.approx(size, abs=1)


def test_without_a_browser_the_message_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing on the path and none named: HTML still works, and the message says so."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(CHOSEN, raising=False)
    assert find_browser() is None
    with pytest.raises(ReportNotMade, match="Download the HTML"):
        write_report(report("shared"), "pdf")


def test_a_browser_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names another program before those on the path."""
    monkeypatch.setenv(CHOSEN, sys.executable)
    assert find_browser() == sys.executable


def test_a_program_that_prints_nothing_is_no_browser() -> None:
    """What fails to print is named with what it said, and no file is left behind."""
    with pytest.raises(ReportNotMade, match="did not print"):
        print_pdf("<p>", browser=sys.executable)
    with pytest.raises(ReportNotMade, match="cannot be started"):
        print_pdf("<p>", browser="/nowhere/chromium")
