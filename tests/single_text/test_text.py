"""A single text from its first draft to the vote: what each may do, and what everybody is told."""

from __future__ import annotations

import pytest

from meso_infer.errors import CaseRefused, LinkRefused, UnknownCase
from meso_infer.links import REFUSED
from meso_infer.mediation import open_seat
from meso_infer.single_text import (
    PROTOCOLS,
    Revision,
    clauses_of,
    list_texts,
    open_text,
    open_text_seat,
)
from meso_infer.single_text.entries import Criticised, Entry, Marked
from meso_infer.single_text.text_log import TextHeader, TextLog
from meso_infer.storage import open_store
from tests.mediation import desks
from tests.single_text.texts import CLAUSES, NAMES, NOW, Table, dice, open_table


def everybody(table: Table) -> list[TextLog]:
    return [table.desk.look(), *(seat.look() for seat in table.seats.values())]


@pytest.mark.parametrize("n_parties", [2, 5])
def test_a_whole_text_to_a_joint_yes(n_parties: int) -> None:
    """Draft, criticism, revision, vote: all read the same text, and one joint yes settles it."""
    table = open_table(n_parties)
    for seat in table.seats.values():
        seat.mark(1, "c1", "could live with", now=NOW)
    table.seats["p2"].criticise(1, "c2", "Too fast for old leases.", weight="decisive", now=NOW)
    table.publish("Six floors at most.", "Rent rises by 1% a year.")
    table.desk.open_vote(now=NOW)
    for place, seat in enumerate(table.seats.values(), start=1):
        seat.vote(1, yes=True, now=NOW)
        settled = place == n_parties
        assert {log.status for log in everybody(table)} == {"agreed" if settled else "vote"}
    for log in everybody(table):
        assert log.agreed_version == 2
        assert log.version(2).clause("c2").text == "Rent rises by 1% a year."  # type: ignore[union-attr]
        assert log.version(1).clauses == CLAUSES
    for refused in (
        lambda: table.desk.publish(table.desk.revision().removed("c1"), now=NOW),
        lambda: table.desk.open_vote(now=NOW),
        lambda: table.seats["p1"].mark(2, "c1", "works", now=NOW),
        lambda: table.seats["p1"].vote(1, yes=False, now=NOW),
    ):
        with pytest.raises(CaseRefused):
            refused()


def test_one_no_binds_nobody() -> None:
    """After one no the text stands as a draft, who said no is told to nobody, and work goes on."""
    table = open_table(3)
    table.desk.open_vote(now=NOW)
    for party, yes in (("p1", True), ("p2", False), ("p3", True)):
        table.seats[party].vote(1, yes=yes, now=NOW)
    for log in everybody(table):
        assert (log.status, log.agreed_version, log.votes[0].agreed) == ("draft", None, False)
    assert table.desk.look().votes[0].answers == {}
    assert table.seats["p1"].look().votes[0].answers == {"p1": True}
    table.publish("Five floors at most.")
    table.desk.open_vote(now=NOW)
    table.seats["p2"].vote(2, yes=False, now=NOW)
    table.seats["p2"].vote(2, yes=True, now=NOW)
    assert table.desk.look().votes[1].received == {"p2"}
    table.desk.withdraw_vote(now=NOW)
    with pytest.raises(CaseRefused, match="over"):
        table.seats["p1"].vote(2, yes=True, now=NOW)
    assert table.desk.look().status == "draft"


def test_while_a_vote_runs_the_text_stands_still() -> None:
    """No new version and no second vote; edits wait as a draft."""
    table = open_table(2)
    table.desk.open_vote(now=NOW)
    edits = table.desk.revision().reworded("c1", text="Four floors.")
    table.desk.keep_revision(edits, now=NOW)
    with pytest.raises(CaseRefused, match="vote runs"):
        table.desk.publish(edits, now=NOW)
    with pytest.raises(CaseRefused, match="vote runs"):
        table.desk.open_vote(now=NOW)
    table.desk.withdraw_vote(now=NOW)
    table.desk.publish(table.desk.revision(), now=NOW)
    assert table.desk.look().latest.clauses[0].text == "Four floors."  # type: ignore[union-attr]


def test_a_mark_stands_while_its_clause_reads_the_same() -> None:
    """A new wording takes the marks of its clause away, and of no other; not even if it comes back."""
    table = open_table(3)
    for clause in ("c1", "c2"):
        table.seats["p1"].mark(1, clause, "works", now=NOW)
    table.publish("Five floors at most.")
    marks = table.desk.look().marks(2)
    assert (marks["c1"], marks["c2"]) == ({}, {"p1": "works"})
    table.publish(CLAUSES[0].text)
    assert table.desk.look().marks(3)["c1"] == {}
    assert table.desk.look().marks(1)["c1"] == {"p1": "works"}


def test_a_mark_belongs_to_what_was_read() -> None:
    """On an older version, an unknown clause or with an unknown word nothing is marked."""
    table = open_table(2)
    table.publish("Five floors at most.")
    seat = table.seats["p1"]
    for version, clause, mark in ((1, "c1", "works"), (2, "c9", "works"), (2, "c1", "great")):
        with pytest.raises(CaseRefused):
            seat.mark(version, clause, mark, now=NOW)  # type: ignore[arg-type]
    with pytest.raises(CaseRefused, match="Nothing is written"):
        seat.criticise(2, "c1", "  ", weight="much", now=NOW)


def test_names_are_told_only_where_allowed() -> None:
    """A mark or criticism without leave reaches the mediator alone; with leave everyone, by name."""
    table = open_table(3)
    first = table.seats["p1"]
    first.mark(1, "c1", "works", now=NOW)
    first.mark(1, "c2", "does not work", named=True, now=NOW)
    first.criticise(1, "c1", "Quiet.", weight="much", now=NOW)
    first.criticise(1, "c2", "Loud.", weight="much", telling="named", now=NOW)
    other = table.seats["p2"].look()
    assert other.marks(1) == {"c1": {}, "c2": {"p1": "does not work"}, "c3": {}}
    assert [(one.party, one.text) for one in other.criticisms()] == [("p1", "Loud.")]
    assert len(table.desk.look().criticisms()) == 2
    assert table.desk.look().named_marks(1) == other.marks(1)
    loud = other.criticisms()[0].id
    with pytest.raises(CaseRefused):
        table.seats["p2"].withdraw_criticism(loud, now=NOW)
    first.withdraw_criticism(loud, now=NOW)
    assert table.seats["p2"].look().criticisms() == ()


def test_criticism_without_a_name_comes_with_the_next_version() -> None:
    """All at once and in the order of their words; what was taken back before is never told."""
    table = open_table(3)
    for party, text in (("p3", "Beta."), ("p1", "Alpha."), ("p2", "Gamma.")):
        table.seats[party].criticise(1, "c1", text, weight="much", telling="unnamed", now=NOW)
    gone = next(one.id for one in table.desk.look().criticisms() if one.text == "Gamma.")
    table.seats["p2"].withdraw_criticism(gone, now=NOW)
    assert table.seats["p2"].look().criticisms() == ()
    table.publish("Five floors at most.")
    told = [(one.party, one.text) for one in table.seats["p2"].look().criticisms()]
    assert told == [(None, "Alpha."), (None, "Beta.")]
    own = [(one.party, one.text) for one in table.seats["p1"].look().criticisms()]
    assert own == [("p1", "Alpha."), (None, "Beta.")]
    table.publish("Four floors at most.")
    assert len(table.seats["p2"].look().criticisms()) == 2


def test_counts_are_told_once_and_never_between_two() -> None:
    """From three parties on, when every clause is marked by all, once a version."""
    pair = open_table(2)
    with pytest.raises(CaseRefused, match="Between two"):
        pair.desk.tell_counts(now=NOW)
    table = open_table(3)
    with pytest.raises(CaseRefused, match="City, Owners and Tenants"):
        table.desk.tell_counts(now=NOW)
    for seat, mark in zip(table.seats.values(), ("works", "does not work", "works"), strict=True):
        for clause in ("c1", "c2", "c3"):
            seat.mark(1, clause, mark, now=NOW)  # type: ignore[arg-type]
    table.desk.tell_counts(now=NOW)
    for log in everybody(table):
        assert log.counts(1) == dict.fromkeys(("c1", "c2", "c3"), (2, 0, 1))
    with pytest.raises(CaseRefused, match="told already"):
        table.desk.tell_counts(now=NOW)


def test_a_party_has_no_way_to_make_an_offer() -> None:
    """No field of a mark or criticism holds an option, an amount or a package."""
    assert set(Marked.model_fields) == {"kind", "version", "clause", "mark", "named"}
    assert set(Criticised.model_fields) == {
        "kind", "version", "clause", "text", "weight", "telling",
    }  # fmt: skip


def test_a_first_draft_tells_no_range_and_no_option() -> None:
    """Clauses made from an agenda name its issues; neither they nor the header hold anything more."""
    clauses = clauses_of(desks.AGENDA)
    assert [one.issue for one in clauses] == ["Price", "Term", "Office"]
    said = " ".join(one.model_dump_json() for one in clauses)
    assert not any(option in said for option in ("100", "2 years", "Berlin"))
    assert set(TextHeader.model_fields) == {"kind", "title", "mediator", "parties", "issues"}


def test_a_text_needs_two_to_twenty_names() -> None:
    """One party, twenty-one, two of a name, or no title: refused, and nothing is stored."""
    store = open_store("sqlite://")
    for title, parties in (
        ("Quarter", ["City"]),
        ("Quarter", [f"Party {k}" for k in range(21)]),
        ("Quarter", ["City", "city "]),
        (" ", ["City", "Owners"]),
    ):
        with pytest.raises(CaseRefused):
            open_text(
                store, title=title, mediator="M", parties=parties, now=NOW, random_bytes=dice(1)
            )
    assert list_texts(store) == {}
    twenty = open_text(
        store, title="Quarter", mediator="M", parties=[f"Party {k}" for k in range(20)],
        now=NOW, random_bytes=dice(1),
    )  # fmt: skip
    assert list_texts(store) == {twenty.text_id: "Quarter"}
    with pytest.raises(CaseRefused, match="no clause"):
        twenty.publish(twenty.revision(), now=NOW)
    with pytest.raises(CaseRefused, match="no version"):
        twenty.open_vote(now=NOW)


def test_edits_are_based_on_the_newest_version() -> None:
    """Edits that began before another version was published, or change nothing, are refused."""
    table = open_table(2)
    stale = table.desk.revision().reworded("c1", text="Three floors.")
    table.publish("Five floors at most.")
    with pytest.raises(CaseRefused, match="Version 2 was published"):
        table.desk.publish(stale, now=NOW)
    with pytest.raises(CaseRefused, match="Nothing differs"):
        table.desk.publish(table.desk.revision(), now=NOW)
    table.desk.keep_revision(stale, now=NOW)
    assert table.desk.revision() == Revision(
        based_on=2, clauses=table.desk.look().latest.clauses  # type: ignore[union-attr]
    )  # fmt: skip


def test_a_link_opens_its_own_text_as_its_own_party() -> None:
    """A replaced link, one of a removed text, and one of another kind are refused alike."""
    table = open_table(2)
    token = table.tokens["p1"]
    assert open_text_seat(table.store, token, now=NOW, random_bytes=dice(2)).party == "p1"
    table.desk.issue_link("p1", now=NOW)
    other = desks.open_table(2, seed=2, store=table.store)
    for wrong in (token, other.tokens["p1"], "x"):
        with pytest.raises(LinkRefused, match=REFUSED[:30]):
            open_text_seat(table.store, wrong, now=NOW, random_bytes=dice(2))
    with pytest.raises(LinkRefused):
        open_seat(table.store, table.tokens["p2"], now=NOW, random_bytes=dice(2))
    table.desk.remove(now=NOW)
    assert list_texts(table.store) == {}
    assert table.store.read_draft(table.desk.text_id, "single-text") is None
    with pytest.raises(UnknownCase):
        table.desk.look()
    for use in (
        lambda: table.seats["p2"].look(),
        lambda: table.seats["p2"].count(),
        lambda: table.seats["p2"].vote(1, yes=True, now=NOW),
    ):
        with pytest.raises(LinkRefused):
            use()


def test_the_history_of_a_clause_holds_its_versions_and_criticisms() -> None:
    """Where it appeared, changed, was criticised or went; a version without any of that is left out."""
    table = open_table(2)
    table.publish(CLAUSES[0].text, "Rent rises by 1% a year.")
    table.seats["p1"].criticise(2, "c2", "Still too fast.", weight="a little", now=NOW)
    table.publish("Five floors at most.")
    table.desk.publish(table.desk.revision().removed("c2"), now=NOW)
    moments = table.desk.look().history("c2")
    assert [(one.version, one.change.fate, len(one.criticisms)) for one in moments] == [
        (1, "added", 0),
        (2, "changed", 1),
        (4, "removed", 0),
    ]
    assert table.seats["p2"].look().history("c2")[1].criticisms == ()


def test_every_release_is_a_kind_of_entry_and_says_whom_it_tells() -> None:
    """The list of releases names entries that exist, and each protocol says what follows from it."""
    kinds = {one.model_fields["kind"].default for one in Entry.__args__}
    assert {release.kind for one in PROTOCOLS for release in one.releases} < kinds
    assert all(one.note for one in PROTOCOLS)
    assert len(NAMES) == 5
