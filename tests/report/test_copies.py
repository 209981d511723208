"""What a copy may hold, and that nothing of ours has any influence on what others are given."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import InvalidSettings
from meso_infer.negotiation import Negotiation
from meso_infer.report import FORMATS, SECTIONS, Copy, make_report, write_report
from meso_infer.report.letter import why_no_letter
from tests.agendas import YEARS
from tests.report.examples import MADE, OWN, WEIGHTS, negotiation, page_of, report, rows
from tests.strategies import histories

QUICK = [form for form in FORMATS if form != "pdf"]
SECRETS = (
    "41.2", "0.41234", "71.2", "0.71234", "39%", "43%", "they hesitated", "Worth to us", "Walk-away",
)  # fmt: skip
RANGES = ("105,000", "105000")


def everything(of: Negotiation, copy: Copy) -> dict[str, bytes]:
    """The report in each form that needs no browser; the PDF is printed from the HTML alone."""
    made = make_report(of, copy, made_at=MADE)
    return {form: write_report(made, form) for form in QUICK}


@cache
def as_it_is(copy: Copy) -> dict[str, bytes]:
    """The example's files, written once."""
    return everything(negotiation(), copy)


def unpacked(content: bytes) -> str:
    """All text in a file, whether it is an archive or not."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8")
    with ZipFile(BytesIO(content)) as archive:
        # The looks of an office document are its library's, whatever the document says.
        looks = ("theme", "styles", "settings", "fontTable", "numbering")
        told = [name for name in archive.namelist() if not any(look in name for look in looks)]
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in told)


@settings(max_examples=10)
@given(
    shares=st.tuples(*[st.integers(1, 99)] * 3),
    middle=st.floats(0, 1),
    limits=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted),
    note=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1),
)
def test_nothing_of_ours_changes_a_byte_of_what_is_shared(
    shares: tuple[int, ...], middle: float, limits: list[float], note: str
) -> None:
    """Other weights, values, limits and private notes: the files to share and for a mediator are the same."""
    own = {
        "weights": {n: share / sum(shares) for n, share in zip(WEIGHTS, shares, strict=True)},
        "values": {"Contract": dict(zip(YEARS, (0, middle, 1), strict=True))},
        "reservation_value": limits[0],
        "aspiration_value": limits[1],
    }
    other = negotiation(rows(note), own)
    for copy in ("shared", "mediator"):
        assert everything(other, copy) == as_it_is(copy)


def test_private_events_leave_no_gap() -> None:
    """With our set-up and notes in the log or without, what is shared is the same to the byte."""
    private: list[dict[str, Any]] = [
        {"kind": "note", "text": "we can go to 104"},
        {"kind": "own-guess-set", "weights": {"Salary": 0.6, "Remote": 0.3, "Contract": 0.1}},
        {"kind": "issue-changed", "issue": _salary("higher")},
        {"kind": "own-utility-set", "own": OWN},
        {"kind": "estimate-shown", "summary": {"Salary": 0.5}, "model_version": "2"},
    ]
    mixed = [one for event in rows() for one in (*private, event)]
    without = [e for e in rows() if e["kind"] not in ("note", "question-asked")]
    assert everything(negotiation(mixed), "shared") == everything(
        negotiation(without, own=None), "shared"
    )


def _salary(direction: str) -> dict[str, Any]:
    return {
        "kind": "numeric", "name": "Salary", "unit": "USD", "low": 90000, "high": 105000,
        "own_direction": direction,
    }  # fmt: skip


@pytest.mark.parametrize("form", QUICK)
def test_what_is_shared_holds_no_number_of_ours(form: str) -> None:
    """A scan of every file: no limit, weight, worth or note; all of them stand in our own report."""
    shared = unpacked(as_it_is("shared")[form])
    assert not [secret for secret in SECRETS if secret in shared]
    if form != "json":
        assert not [end for end in RANGES if end in shared]
    if form == "html":
        ours = unpacked(as_it_is("internal")["html"])
        assert all(
            s in ours for s in ("41.2 points", "71.2 points", "39%", "43%", "they hesitated")
        )


def test_a_mediator_is_told_our_limits_only_where_we_allow_it() -> None:
    """Without leave neither weights nor limits stand there; with it both do, and still no estimate."""
    kept = page_of(write_report(report("mediator"), "html")).texts
    told = " ".join(page_of(write_report(report("mediator", allowed=True), "html")).texts)
    assert "41.2" not in " ".join(kept)
    assert "41.2 points of 100" in told
    assert "43%" in told
    assert "plausible" not in told
    with pytest.raises(InvalidSettings, match="allow it"):
        report("mediator", sections=["own"])
    with pytest.raises(InvalidSettings, match="'own'"):
        report("shared", sections=["own"], allowed=True)


def test_events_for_a_mediator_reach_a_mediator_only() -> None:
    """A question marked for the mediator is in that copy and not in the one to share."""
    assert "Question about Remote" in unpacked(as_it_is("mediator")["html"])
    assert "Question about Remote" not in unpacked(as_it_is("shared")["html"])


@pytest.mark.parametrize("copy", ["internal", "mediator", "shared"])
def test_only_the_sections_chosen_are_there(copy: Copy) -> None:
    """One section at a time, in the report and in its data; the order is that of the report."""
    for key in (section.key for section in report(copy, allowed=True).sections):
        made = report(copy, sections=[key], allowed=True)
        assert [section.key for section in made.sections] == [key]
        assert {s.name for s in made.sheets} == {s.name for s in made.sections[0].sheets} | {
            "Codebook"
        }
    backwards = report(copy, sections=["offers", "issues"])
    assert [section.key for section in backwards.sections] == ["issues", "offers"]


def test_what_is_not_offered_is_refused_in_words() -> None:
    """Another copy, section, paper or form is named, with what there is."""
    with pytest.raises(InvalidSettings, match="allowed: internal"):
        make_report(negotiation(), "public", made_at=MADE)  # type: ignore[arg-type]
    with pytest.raises(InvalidSettings, match="nothing"):
        report("shared", sections=[])
    with pytest.raises(InvalidSettings, match="A4"):
        report("shared", paper="A3")
    with pytest.raises(InvalidSettings, match="excel"):
        write_report(report("shared"), "odt")


@settings(max_examples=10)
@given(histories())
def test_any_log_makes_a_report(of: Negotiation) -> None:
    """Whatever was logged, for us without an estimate, for a mediator and to share, in every form."""
    seen = [key for key in SECTIONS if key not in ("brief", "priorities", "basis")]
    for copy in ("internal", "mediator", "shared"):
        chosen = seen if copy == "internal" else None
        made = make_report(of, copy, made_at=MADE, sections=chosen)
        for form in QUICK:
            if form != "word" or why_no_letter(made.told) is None:
                assert write_report(made, form)


def test_the_foot_says_from_how_much_and_when() -> None:
    """Each page says how many events there are, how many of them told something, and the day."""
    assert re.fullmatch(
        r"Estimate from 8 events \(\d+ informative answers\), 23 November 2026",
        report("internal").footer,
    )
    assert report("shared").footer == "From 6 events that both sides saw, 23 November 2026"
    assert report("mediator").footer.startswith("From 7 events that a mediator may see")


@pytest.mark.parametrize("copy", ["internal", "mediator", "shared"])
def test_what_followed_the_deal_is_told_without_words(copy: Copy) -> None:
    """The deal of now, the one before it, consents and proposals; words and debriefs in no copy for others."""
    sides = [{"kind": "consent-given", "party": party} for party in ("own", "counterpart")]
    better = {"Salary": 99000, "Remote": 0, "Contract": "3 years"}
    after = [
        *sides,
        {"kind": "improvement-proposed", "id": "x", "package": better},
        *({**one, "replies_to": "x", "words": "they hesitated"} for one in sides),
        {"kind": "debrief", "order": ["Remote"], "words": "they hesitated"},
    ]
    told = report(copy, negotiation([*rows(), *after]), sections=["course", "agreement"])
    text = unpacked(write_report(told, "html"))
    assert "in the place of the deal that they had reached before" in text
    assert "Before: Salary USD 103,000" in text
    assert "Us: Yes to the proposed improvement" in text
    assert "USD 99,000" in text
    assert "Debrief" not in text.split("After the deal")[1]
    if copy != "internal":
        assert "Debrief" not in text
        assert "they hesitated" not in text.replace("Our note: they hesitated", "")
