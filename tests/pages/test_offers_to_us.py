"""Offers to us: first what we aim for, then their packages; five answers, none put first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from meso_infer import workflow
from meso_infer.events import OfferReceived, PositionWritten
from meso_infer.example import EXAMPLE_ID
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Package
from meso_infer.storage import EventStore
from meso_infer.ui.offers_to_us.answer import WAYS
from meso_infer.ui.offers_to_us.draft import ENTRY
from tests.agendas import deal
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
PAGE = "pages/offers_to_us.py"
OFFER = OfferReceived(
    packages={"A": deal(104000, 2, 3), "B": deal(99000, 3, 3), "C": deal(104000, 3, 3)},
    claim="equal",
)
BEFORE = PositionWritten(target=0.65, limit=0.4, their_limit=0.7)
WORTH = "What it is worth to us"


def state(store: EventStore) -> Negotiation:
    return workflow.load(store, EXAMPLE_ID)


def headings(page: Dashboard) -> list[str]:
    return [one.value for one in page.app.header]


def key_of(page: Dashboard, ending: str) -> str:
    return next(str(one.key) for one in page.app.button if str(one.key).endswith(ending))


def test_nothing_is_shown_before_the_target_is_written_down(
    log: Callable[..., Dashboard], store: EventStore
) -> None:
    """An offer that is logged already stays hidden until three numbers are kept; then its worth is there."""
    page = log(PAGE, OFFER)
    assert headings(page) == ["Write your target first"]
    assert not page.app.table
    page.press("Keep these, then look")
    assert state(store).incoming.latest.before is None  # type: ignore[union-attr]
    assert any("all three" in one for one in page.messages("warning"))
    for label, value in (
        ("Our target (points)", 65.0),
        ("Our walk-away (points)", 40.0),
        ("Their limit, as you guess it (points)", 70.0),
    ):
        page.fill("number_input", label, value)
    page.press("Keep these, then look")
    assert not page.app.exception
    assert WORTH in headings(page)
    written = state(store).incoming.latest
    assert written is not None
    assert written.before is not None
    assert (written.before.target, written.before.their_limit) == (0.65, 0.7)


def test_skipping_is_done_knowingly_and_is_logged(
    log: Callable[..., Dashboard], store: EventStore
) -> None:
    """Looking without a target needs a tick, and the log keeps it; then no pull is told."""
    page = log(PAGE, OFFER)
    assert not page.has_button("Look anyway")
    page.fill("checkbox", "I know that the pull cannot be measured then", True).press("Look anyway")
    event = state(store).log[-1].event
    assert isinstance(event, PositionWritten)
    assert event.skipped
    assert WORTH in headings(page)
    assert "cannot be told" in page.text


def test_an_offer_is_entered_after_the_target(
    log: Callable[..., Dashboard], store: EventStore
) -> None:
    """Once the target is kept, packages are filled in option by option; a blank was not mentioned."""
    page = log(PAGE, BEFORE)
    assert headings(page) == ["What they offer"]
    page.fill("number_input", "Salary (USD): A", 103000.0).fill("selectbox", "Remote: A", 2)
    page.fill("selectbox", "Contract: A", "3 years").fill(
        "number_input", "Salary (USD): B", 99000.0
    )
    page.press("Log their offer")
    assert not page.app.exception
    offer = state(store).incoming.latest
    assert offer is not None
    assert offer.packages["A"] == deal(103000, 2, 3)
    assert dict(offer.packages["B"]) == {"Salary": 99000}
    assert offer.before is not None
    assert WORTH in headings(page)
    assert " to " in str(page.app.table[0].value.loc["Worth to us (points)"].iloc[1])


def test_the_pull_is_measured_and_pointed_out(log: Callable[..., Dashboard]) -> None:
    """A target that moved further than a tenth of the way to the offer is pointed out; a small move is told."""
    page = log(PAGE, BEFORE, OFFER)
    page.fill("number_input", "Our target now (points)", 64.5).press("Keep this target")
    assert any("of the way to their offer" in one for one in page.messages("info"))
    page.fill("number_input", "Our target now (points)", 55.0).press("Keep this target")
    assert any("of the way to their offer" in one for one in page.messages("warning"))


def test_their_equal_packages_are_read_as_ranges(log: Callable[..., Dashboard]) -> None:
    """The claim is told with the chance that it is meant; one dominated package is remarked on neutrally."""
    page = log(PAGE, BEFORE, OFFER)
    assert not page.app.exception
    assert "the chance that they mean it is" in page.text
    assert any("at least as good as C on every issue" in one for one in page.messages("info"))
    assert "lie" not in page.text.replace("believe", "").replace("earlier", "").lower().split()


def test_the_five_answers_are_equal(log: Callable[..., Dashboard], store: EventStore) -> None:
    """Five tabs, no button among them stands out; each logs what it says, and a question leaves it open."""
    page = log(PAGE, BEFORE, OFFER)
    assert [one.label for one in page.app.tabs] == list(WAYS)
    kinds = {one.proto.type for one in page.app.button if "received:" in str(one.key)}
    assert kinds == {"secondary"}
    page.fill("text_input", "Our question", "Which would you rather have?").press(
        "Log the question"
    )
    offer = state(store).incoming.latest
    assert offer is not None
    assert (offer.answers, offer.is_open) == (("asked",), True)
    assert not page.has_button("Say that it works best")
    picked = next(one for one in page.app.button_group if str(one.key).endswith("picked"))
    assert not picked.value
    picked.set_value("B").run()
    assert page.has_button("Accept it")
    page.press("Turn all of them down")
    latest = state(store).incoming.latest
    assert latest is not None
    assert latest.answers == ("asked", "refused")
    assert "Write your target first" in headings(page)


def test_a_counter_goes_on_the_table(log: Callable[..., Dashboard], store: EventStore) -> None:
    """The first suggested counteroffer, once offered, is our package on the table, and their turn."""
    page = log(PAGE, BEFORE, OFFER)
    page.press_key(key_of(page, ":offer 0"))
    negotiation = state(store)
    assert negotiation.move == "counterpart"
    assert negotiation.packages_on_table is not None
    assert len(negotiation.packages_on_table) == 1
    assert negotiation.incoming.open is None


def test_a_mix_settles_what_they_left_open(
    log: Callable[..., Dashboard], store: EventStore
) -> None:
    """An issue that no package mentions is chosen in the mix; its worth is told as a middle, no trade-off is."""
    offer = OfferReceived(
        packages={
            "A": Package({"Salary": 104000, "Remote": 2}),
            "B": Package({"Salary": 99000, "Remote": 3}),
        },
        claim="equal",
    )
    page = log(PAGE, BEFORE, offer)
    assert "Ask what they have in mind on Contract" in page.text
    assert "taken in the middle" in page.text
    assert not page.has_button("Offer the mix")
    page.fill("selectbox", "Contract", "3 years").press("Offer the mix")
    assert not page.app.exception
    meso = state(store).packages_on_table
    assert meso is not None
    assert [dict(package) for _, package in meso.packages] == [dict(deal(104000, 2, 3))]


def test_nothing_of_it_stands_on_a_shared_screen(log: Callable[..., Dashboard]) -> None:
    """While the screen may be shared neither numbers nor packages of an offer are on the page."""
    page = log(PAGE, BEFORE, OFFER)
    page.app.session_state["shell.share_safe"] = True
    page.app.run()
    assert not page.app.table
    assert not page.app.number_input
    assert "hidden" in page.text


def test_what_is_half_typed_outlives_the_page(
    log: Callable[..., Dashboard], store: EventStore, dashboard: Open
) -> None:
    """Options, the claim and the date are there in a new session, and gone once the offer is logged."""
    page = log(PAGE, BEFORE)
    page.fill("number_input", "Salary (USD): A", 103000.0).fill(
        "selectbox", "Contract: B", "3 years"
    )
    page.fill("selectbox", "What they said of how the packages compare", "equal")
    page.app.date_input[0].set_value(date(2031, 5, 4)).run()
    again = dashboard().open(PAGE)
    assert not again.app.exception
    held = {one.label: one.value for one in (*again.app.number_input, *again.app.selectbox)}
    assert (held["Salary (USD): A"], held["Contract: B"]) == (103000, "3 years")
    assert held["What they said of how the packages compare"] == "equal"
    assert again.app.date_input[0].value == date(2031, 5, 4)
    again.press("Log their offer")
    offer = state(store).incoming.latest
    assert offer is not None
    assert [dict(package) for _, package in offer.packages.packages] == [
        {"Salary": 103000},
        {"Contract": "3 years"},
    ]
    assert store.read_draft(EXAMPLE_ID, ENTRY) is None


def test_the_last_entry_can_be_taken_back_here(
    log: Callable[..., Dashboard], store: EventStore
) -> None:
    """What was just logged is undone on this page, too, and the offer waits for an answer again."""
    page = log(PAGE, BEFORE, OFFER)
    page.press("Turn all of them down")
    assert state(store).incoming.open is None
    page.press("Undo the last entry")
    assert not page.app.exception
    assert state(store).incoming.open is not None
    assert "What to answer" in headings(page)
