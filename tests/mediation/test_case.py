"""A case from its opening to a joint yes: what each may do, and what everybody is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from meso_infer.errors import CaseRefused, InvalidUtility, LinkRefused, UnknownCase
from meso_infer.links import REFUSED
from meso_infer.mediation import Vault, count_releases, open_case, open_seat
from meso_infer.mediation.case import CaseLog, case_document
from meso_infer.mediation.entries import MediatorMessage, MessageWritten
from meso_infer.mediation.place import LinkChange
from meso_infer.mediation.seats import own_gain
from meso_infer.storage import open_store
from tests.mediation.desks import AGENDA, NOW, Table, dice, open_table, vault

BUYER = vault((80, 60, 10), likes_high=False, limit=0.35)
SELLER = vault((90, 20, 50), likes_high=True, office=0.0, limit=0.3)


@pytest.fixture
def table() -> Table:
    opened = open_table()
    opened.fill(BUYER, SELLER)
    return opened


def kinds(log: CaseLog) -> list[str]:
    return [one.entry.kind for one in log.log]


def test_nobodys_taste_stands_in_a_case() -> None:
    """What an agenda says of its writer's directions is left out of the case."""
    header = open_table().desk.look().header
    assert header.agenda.names == AGENDA.names
    assert [issue.own_direction_sign for issue in header.agenda.issues] == [0, 0, 0]


def test_a_mediation_to_a_joint_yes(table: Table) -> None:
    """Overlap, a suggestion, two secret answers: only the joint yes is told, to all."""
    buyer, seller = table.seats.values()
    table.desk.open_overlap_test(now=NOW)
    buyer.take_part("overlap", now=NOW)
    state = table.desk.look().newest_try("overlap")
    assert state is not None
    assert (state.handed_in, state.result) == ({}, None)
    seller.take_part("overlap", now=NOW)
    for log in (buyer.look(), seller.look(), table.desk.look()):
        told = log.newest_try("overlap")
        assert told is not None
        assert told.result is not None
        assert told.result.overlap is True  # type: ignore[union-attr]
    table.desk.suggest_package("nash", now=NOW)
    buyer.answer("S1", yes=True, now=NOW)
    assert table.desk.look().suggestion("S1").answers == {}
    seller.answer("S1", yes=False, now=NOW)
    assert buyer.look().suggestion("S1").is_open
    assert buyer.look().suggestion("S1").answers == {"p1": True}
    seller.answer("S1", yes=True, now=NOW)
    for log in (buyer.look(), seller.look(), table.desk.look()):
        assert log.suggestion("S1").is_agreed
    with pytest.raises(CaseRefused, match="closed"):
        buyer.answer("S1", yes=False, now=NOW)
    counted = count_releases(kinds(table.desk.look()))
    assert counted["Overlap test"] == counted["Suggested packages"] == 1
    assert counted["Answers to a suggestion"] == 1


def test_each_side_computes_its_own_gain_from_its_own_log(table: Table) -> None:
    """A gain is worth less limit, from the own vault; who has no vault to look into has none."""
    table.desk.suggest_package("maximin", now=NOW)
    log = table.seats["p1"].look()
    package = log.suggestion("S1").package
    found = own_gain(log, "p1", package)
    worth = BUYER.utility(AGENDA).utility(package)
    assert found == pytest.approx((worth, worth - 0.35))
    assert own_gain(log, "p2", package) is None
    assert own_gain(table.desk.look(), "p1", package) is None


def test_an_overlap_test_waits_for_vaults_and_comes_once() -> None:
    """Not before all vaults are filled; not twice, unless all agree to another."""
    table = open_table()
    buyer, seller = table.seats.values()
    with pytest.raises(CaseRefused, match="Buyer and Seller is still empty"):
        table.desk.open_overlap_test(now=NOW)
    table.fill(vault(limit=0.9), vault(likes_high=False, limit=0.9))
    table.desk.open_overlap_test(now=NOW)
    with pytest.raises(CaseRefused, match="open already"):
        table.desk.open_overlap_test(now=NOW)
    for seat in (buyer, seller):
        seat.take_part("overlap", now=NOW)
        with pytest.raises(CaseRefused):
            seat.take_part("overlap", now=NOW)
    state = buyer.look().newest_try("overlap")
    assert state is not None
    assert state.result is not None
    assert state.result.overlap is False  # type: ignore[union-attr]
    buyer.agree_to_reopen("overlap", now=NOW)
    with pytest.raises(CaseRefused, match="Seller would first have to agree"):
        table.desk.open_overlap_test(now=NOW)
    assert "reopen-agreed" not in kinds(seller.look())
    seller.agree_to_reopen("overlap", now=NOW)
    table.desk.open_overlap_test(now=NOW)
    again = buyer.look().newest_try("overlap")
    assert again is not None
    assert again.opened.number == 2


@pytest.mark.parametrize(("least", "most", "told"), [(40, 60, 50), (60, 60, 60), (60, 40, None)])
def test_sealed_amounts_tell_the_midpoint_or_nothing(
    table: Table, least: float, most: float, told: float | None
) -> None:
    """Half-way where they meet, else only that they do not; neither reads the other's amount."""
    table.desk.open_sealed_amounts("Price", wants_higher="p2", wants_lower="p1", now=NOW)
    table.seats["p2"].take_part("sealed", amount=least, now=NOW)
    table.seats["p1"].take_part("sealed", amount=most, now=NOW)
    for log in (table.desk.look(), *(seat.look() for seat in table.seats.values())):
        state = log.newest_try("sealed")
        assert state is not None
        assert state.result is not None
        assert state.result.amount == told  # type: ignore[union-attr]
        assert len(state.handed_in) == (0 if log.log[0].entry.kind == "vault-allowed" else 1)
    with pytest.raises(CaseRefused, match="agree"):
        table.desk.open_sealed_amounts("Price", wants_higher="p2", wants_lower="p1", now=NOW)


def test_sealed_amounts_are_between_two() -> None:
    """A third party sees nothing of them; an amount outside the range, or none, is refused."""
    table = open_table(3)
    table.desk.open_sealed_amounts("Price", wants_higher="p2", wants_lower="p3", now=NOW)
    assert table.seats["p1"].look().log == ()
    for seat, amount in (("p1", 50.0), ("p2", 500.0), ("p2", None)):
        with pytest.raises(CaseRefused):
            table.seats[seat].take_part("sealed", amount=amount, now=NOW)
    with pytest.raises(CaseRefused, match="two different parties"):
        table.desk.open_sealed_amounts("Term", wants_higher="p1", wants_lower="p2", now=NOW)


def test_the_neutral_sees_what_is_allowed() -> None:
    """A shared item as it is, a hint by thirds, and of the rest that it is private."""
    table = open_table()
    allowed = vault(
        (80, 30, 90),
        limit=0.55,
        issue_permissions={"Price": "share", "Term": "hint"},
        limit_permission="hint",
    )
    table.seats["p1"].change_vault(allowed, now=NOW)
    items = table.desk.look().allowed("p1") or ()
    assert [one.words for one in items] == [
        "Price: 80 of 100 points; EUR 0 is worth 0 and EUR 100 is worth 100",
        "Term matters little",
        "",
        "what is needed at least is a fair part of what is possible",
    ]
    table.desk.pass_on_item("p1", "Term", ["p2"], now=NOW)
    assert kinds(table.seats["p2"].look()) == ["item-passed-on"]
    with pytest.raises(CaseRefused, match="does not allow"):
        table.desk.pass_on_item("p1", "Office", ["p2"], now=NOW)
    with pytest.raises(CaseRefused, match="Nobody"):
        table.desk.pass_on_item("p1", "Term", ["p1"], now=NOW)


def test_messages_go_through_the_neutral(table: Table) -> None:
    """The original stays with sender and neutral; the others read what the neutral makes of it."""
    buyer, seller = table.seats.values()
    buyer.write_message("They are greedy, but a longer term would do.", now=NOW)
    buyer.write_message("Between us: I must sign in May.", now=NOW)
    first, second = (one.id for one, _ in table.desk.look().of_kind(MessageWritten))
    table.desk.pass_on_message(first, "A longer term may open doors.", ["p2"], named=False, now=NOW)
    table.desk.keep_message(second, now=NOW)
    table.desk.write_message("Shall we meet on Monday?", ["p1", "p2"], now=NOW)
    table.desk.write_note("The buyer has a deadline.", party="p1", now=NOW)
    read = [e.text for _, e in seller.look().of_kind(MediatorMessage)]
    assert read == ["A longer term may open doors.", "Shall we meet on Monday?"]
    assert "greedy" not in repr(seller.look())
    assert "May" not in repr(seller.look())
    assert "p1" not in repr(seller.look().of_kind(MediatorMessage)[0][1])
    assert "caucus-note" not in kinds(buyer.look()) + kinds(seller.look())
    handled = table.desk.look().handled(second)
    assert handled is not None
    assert not handled.passed_on


@pytest.mark.parametrize("named", [False, True])
def test_nobody_reads_who_else_was_written_to(named: bool) -> None:
    """Of three, neither of the two who are told can see by who else reads it whose words these were."""
    table = open_table(3)
    table.seats["p1"].write_message("They are slow.", now=NOW)
    (message,) = (one.id for one, _ in table.desk.look().of_kind(MessageWritten))
    table.desk.pass_on_message(message, "Speed matters.", ["p2", "p3"], named=named, now=NOW)
    table.desk.write_message("Come on Monday.", ["p2", "p3"], now=NOW)
    for party in ("p2", "p3"):
        passed_on, own = (e for _, e in table.seats[party].look().of_kind(MediatorMessage))
        assert (passed_on.to, own.to) == ((party,), (party,))
        assert passed_on.on_behalf_of == ("p1" if named else None)
        told = [{**row, "at": ""} for row in case_document(table.seats[party].look())["log"]]
        assert named or "p1" not in repr(told)
    for reader, n in ((table.desk.look(), 2), (table.seats["p1"].look(), 1)):
        read = [e.to for _, e in reader.of_kind(MediatorMessage)]
        assert read == [("p2", "p3")] * n


def test_nothing_empty_is_written(table: Table) -> None:
    """Without words nothing is kept, whoever writes, and it is said in words."""
    acts = (
        lambda: table.seats["p1"].write_message("  ", now=NOW),
        lambda: table.desk.write_message("", ["p1"], now=NOW),
        lambda: table.desk.write_note("\n", now=NOW),
    )
    before = len(table.desk.look().log)
    for act in acts:
        with pytest.raises(CaseRefused, match="Nothing is written yet"):
            act()
    with pytest.raises(CaseRefused, match="cannot be kept"):
        table.seats["p1"].write_message("x" * 4001, now=NOW)
    assert len(table.desk.look().log) == before


def test_a_link_is_replaced_and_a_case_removed(table: Table) -> None:
    """A new link closes the old one; after a removal every link is refused in the usual words."""
    later = NOW + timedelta(hours=1)
    new = table.desk.issue_link("p1", now=later)
    with pytest.raises(LinkRefused, match=REFUSED[:20]):
        open_seat(table.store, table.tokens["p1"], now=later, random_bytes=dice(3))
    seat = open_seat(table.store, new.token, now=later, random_bytes=dice(3))
    assert seat.look().vault("p1") == BUYER
    table.desk.remove(now=later)
    for refused in (
        seat.look,
        seat.count,
        lambda: seat.write_message("?", now=later),
        lambda: open_seat(table.store, new.token, now=later, random_bytes=dice(4)),
    ):
        with pytest.raises(LinkRefused, match=REFUSED[:20]):
            refused()
    with pytest.raises(UnknownCase):
        table.desk.look()


def test_links_that_were_made_and_closed_are_on_record(table: Table) -> None:
    """Each link made and each one closed by hand stands once, in order; a replaced one closes unsaid."""
    before = table.desk.link_changes()
    assert [(one.party, one.opens_until is None) for one in before] == [
        ("p1", False),
        ("p2", False),
    ]
    later, latest = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    made = table.desk.issue_link("p1", now=later)
    table.desk.revoke_link("p1", now=latest)
    assert table.desk.link_changes() == (
        *before,
        LinkChange(later, "p1", made.expires_at),
        LinkChange(latest, "p1", None),
    )


@pytest.mark.parametrize(
    ("title", "parties"),
    [("", ["A", "B"]), ("T", ["A"]), ("T", ["A", "a "]), ("T", ["A", " "]), ("T", [])],
)
def test_a_case_needs_names(title: str, parties: list[str]) -> None:
    """Without a title or two parties that can be told apart no case is opened."""
    store = open_table().store
    with pytest.raises(CaseRefused):
        open_case(
            store, title=title, neutral="N", parties=parties, agenda=AGENDA, now=NOW,
            random_bytes=dice(9),
        )  # fmt: skip
    assert len(store.cases.list()) == 1


def test_a_vault_has_to_fit_the_agenda(table: Table) -> None:
    """A vault that leaves an issue out, weighs nothing or holds a flood of values is not kept."""
    data = BUYER.model_dump()
    for wrong in (
        {**data, "points": {"Price": 1.0}},
        {**data, "points": dict.fromkeys(AGENDA.names, 0.0)},
        {**data, "issue_permissions": {"Colour": "share"}},
    ):
        with pytest.raises(InvalidUtility):
            table.seats["p1"].change_vault(Vault.model_validate(wrong), now=NOW)
    with pytest.raises(ValidationError, match="at most 200"):
        Vault.model_validate({**data, "values": {"Price": {str(k): 0.5 for k in range(999)}}})
    assert table.seats["p1"].look().vault("p1") == BUYER


def test_parties_may_act_at_the_same_moment(tmp_path: Path) -> None:
    """Four parties take part at once, over and over: every time all are told one answer, once."""
    store = open_store(f"sqlite:///{tmp_path / 'meso.sqlite3'}")
    table = open_table(4, store=store)
    table.fill(*(vault(likes_high=place % 2 == 0) for place in range(4)))
    for number in (1, 2, 3):
        table.desk.open_overlap_test(now=NOW)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda seat: seat.take_part("overlap", now=NOW), table.seats.values()))
            list(
                pool.map(
                    lambda seat: seat.agree_to_reopen("overlap", now=NOW), table.seats.values()
                )
            )
        for seat in table.seats.values():
            assert kinds(seat.look()).count("overlap-told") == number
            assert kinds(seat.look()).count("handed-in") == number
    store.close()
