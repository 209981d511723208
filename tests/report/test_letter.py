"""The letter: the words of the offer's message, or what was agreed, from the agenda and packages alone."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import ReportNotMade
from meso_infer.issues import CategoricalIssue
from meso_infer.packages import Agenda, Meso, Package
from meso_infer.report import Copy, write_report
from meso_infer.report.letter import write_letter
from meso_infer.report.safe_text import printable
from meso_infer.wording import CLAIMS, Claim, agreement_letter, offer_letter, offer_text
from tests.agendas import A, B, C, deal, hiring_agenda
from tests.report.examples import MADE, negotiation, report, rows


def words_of(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Paragraphs that say something, and the table."""
    document = docx.Document(BytesIO(content))
    said = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    return said, [[cell.text for cell in row.cells] for row in document.tables[0].rows]


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_letter_says_what_the_message_says(claim: Claim, count: int) -> None:
    """Its sentences are those of the text to copy, in order, and its table holds every option."""
    meso = Meso.of(dict(zip("ABC"[:count], (A, B, C)[:count], strict=True)), ("C", "A", "B")[:0])
    said, table = words_of(write_letter(offer_letter(hiring_agenda(), meso, claim), made_at=MADE))
    message = offer_text(hiring_agenda(), meso, claim)
    assert said[0] == "23 November 2026"
    places = [message.index(sentence) for sentence in said[1:]]
    assert places == sorted(places)
    for row in table[1:]:
        for option in row[1:]:
            assert f"- {row[0]}: {option}\n" in message
    assert len(table) == 4
    assert len(table[0]) == count + 1


def test_the_letter_is_of_the_latest_offer_in_the_order_shown() -> None:
    """Round 2 was shown B first; the claim is the one that was made."""
    of = negotiation(rows(agreed=False))
    copies: tuple[Copy, ...] = ("internal", "mediator", "shared")
    letters = [words_of(write_report(report(copy, of), "word")) for copy in copies]
    said, table = letters[0]
    assert letters[1:] == [letters[0]] * 2
    assert table[0] == ["", "Package B", "Package A"]
    assert table[1] == ["Salary", "USD 98,000", "USD 102,000"]
    assert "equally" not in " ".join(said)


def test_a_private_offer_makes_no_letter_for_others() -> None:
    """Where the reader may see no offer there is no letter, and the message says what to do."""
    hidden = negotiation([{**rows()[0], "visibility": "private"}])
    with pytest.raises(ReportNotMade, match="Log an offer"):
        write_report(report("shared", hidden), "word")
    assert write_report(report("internal", hidden), "word")


@pytest.mark.parametrize("copy", ["internal", "mediator", "shared"])
def test_once_agreed_the_letter_confirms_the_agreement(copy: Copy) -> None:
    """Every option of the deal, no package that was merely offered, and a wish to hear that it is right."""
    said, table = words_of(write_report(report(copy), "word"))
    assert said[1] == "This confirms what we agreed."
    assert table == [
        ["", "Agreement"], ["Salary", "USD 103,000"], ["Remote", "1 day"], ["Contract", "3 years"],
    ]  # fmt: skip
    assert "please confirm it" in said[-1]


def test_a_deal_that_replaces_another_says_so() -> None:
    """After a better package by the consent of both, the letter names that one and that it replaces the first."""
    proposed = {"kind": "improvement-proposed", "id": "x", "package": dict(deal(104000, 0, 3))}
    consents = [{"kind": "consent-given", "party": side} for side in ("own", "counterpart")]
    found = [*rows(), *consents, proposed]
    yes = [{**one, "replies_to": "x"} for one in consents]
    before, _ = words_of(write_report(report("shared", negotiation(found)), "word"))
    after, table = words_of(write_report(report("shared", negotiation(found + yes)), "word"))
    assert before[1] == "This confirms what we agreed."
    assert after[1].endswith("It takes the place of what we had agreed before.")
    assert table[1] == ["Salary", "USD 104,000"]


def test_what_a_deal_leaves_open_is_named() -> None:
    """Issues without an option stand in a sentence and not in the table."""
    letter = agreement_letter(hiring_agenda(), Package({"Salary": 100000}))
    said, table = words_of(write_letter(letter, made_at=MADE))
    assert "Remote and Contract are not settled yet." in said
    assert [row[0] for row in table] == ["", "Salary"]


def test_talks_that_ended_make_no_letter() -> None:
    """An offer that no longer stands is not put into a letter."""
    ended = negotiation([*rows(agreed=False), {"kind": "talks-ended"}])
    with pytest.raises(ReportNotMade, match="ended without an agreement"):
        write_report(report("internal", ended), "word")


@settings(max_examples=10)
@given(st.text(min_size=1, max_size=30).filter(lambda t: t.strip() == t and t.isprintable()))
def test_options_of_any_letters_survive(option: str) -> None:
    """Tags, pipes and letters of any script stand in the letter as they are."""
    name = f"x{option}"
    agenda = Agenda((CategoricalIssue(name="Venue", options=(name, "other <b>|")),))
    meso = Meso.of({"A": Package({"Venue": name}), "B": Package({"Venue": "other <b>|"})})
    _, table = words_of(write_letter(offer_letter(agenda, meso, "none"), made_at=MADE))
    assert table[1] == ["Venue", printable(name), "other <b>|"]


def test_the_letter_names_no_author_and_one_time() -> None:
    """Its properties say when the report was made, and nothing about this machine or its user."""
    meso = Meso.of({"A": A})
    letter = offer_letter(hiring_agenda(), meso, "none")
    about = docx.Document(BytesIO(write_letter(letter, made_at=MADE)))
    properties = about.core_properties
    assert (properties.author, properties.comments, properties.last_modified_by) == ("", "", "")
    assert properties.created == properties.modified == MADE
