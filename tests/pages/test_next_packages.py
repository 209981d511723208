"""The next packages: asked for, changed by hand, put in words, offered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meso_infer import workflow
from meso_infer.events import MesoOffered, logged
from meso_infer.example import EXAMPLE_ID
from meso_infer.issues import NumericIssue, OrderedIssue
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import Agenda
from meso_infer.storage import EventStore
from meso_infer.templates import load_sample
from meso_infer.ui.next_packages.proposals import package_in_words
from meso_infer.utility import OwnSpec
from tests.agendas import A, hiring_agenda
from tests.negotiation_states import agreed, ended, full_demo, large
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
PAGE = "pages/next_packages.py"
EXAMPLE = EXAMPLE_ID


@pytest.fixture
def page(dashboard: Open) -> Dashboard:
    """The page after the round of the article."""
    opened = dashboard().press("They picked B").tap("Salary").press("Log round")
    return opened.open(PAGE)


def edit(page: Dashboard, row: int, changes: dict[str, object]) -> Dashboard:
    """Change cells of one row of the grid, as its editor reports it."""
    grid = next(key for key in page.app.session_state.to_dict() if ":grid:" in str(key))
    page.app.session_state[grid] = {
        "edited_rows": {row: changes},
        "added_rows": [],
        "deleted_rows": [],
    }
    page.app.run()
    return page


def offered(store: EventStore) -> MesoOffered:
    event = workflow.load(store, EXAMPLE).log[-1].event
    assert isinstance(event, MesoOffered)
    return event


def test_three_sets_stand_side_by_side_with_their_meters(page: Dashboard) -> None:
    """Learn most, balanced, reveal least; each says what both sides learn and what it is worth."""
    assert not page.app.exception
    for title in ("Learn most", "Balanced", "Reveal least"):
        assert f"**{title}**" in page.text
    for meter in (
        "We learn",
        "They learn about us",
        "Best for them on average",
        "Worst deal for us",
    ):
        assert page.text.count(f":gray[{meter}:]") == 3


def test_the_sets_are_those_of_the_library(page: Dashboard, store: EventStore) -> None:
    """The balanced set on screen is `propose` on the same log, and it is what gets offered."""
    negotiation = workflow.load(store, EXAMPLE)
    proposal = workflow.propose(negotiation, workflow.infer(negotiation))
    page.press("Offer these packages")
    assert offered(store).packages == dict(proposal.packages)
    assert offered(store).claim == "equal"
    assert store.read(EXAMPLE).rows[-2].kind == "proposal-followed"


def test_another_set_can_be_used(page: Dashboard, store: EventStore) -> None:
    """Each set can be the one to offer, in place of what was changed by hand."""
    edit(page, 0, {"Salary": 100000.0})
    negotiation = workflow.load(store, EXAMPLE)
    proposal = workflow.propose(negotiation, workflow.infer(negotiation), mode="reveal-least")
    buttons = [one for one in page.app.button if one.label == "Use this set"]
    buttons[-1].click().run()
    page.press("Offer these packages")
    assert offered(store).packages == dict(proposal.packages)


def test_a_set_changed_by_hand_is_measured_and_never_called_equal_when_it_is_not(
    page: Dashboard, store: EventStore
) -> None:
    """The gauge shows the spread, the message drops the claim, the log says that we overrode."""
    edit(page, 0, {"Salary": 100000.0})
    assert "points apart" in page.text
    assert "equally well" not in page.app.code[0].value
    page.press("Offer these packages")
    assert offered(store).claim != "equal"
    assert offered(store).packages["A"]["Salary"] == 100000
    assert store.read(EXAMPLE).rows[-2].kind == "proposal-overridden"


def test_solving_makes_a_changed_set_equal_again(page: Dashboard, store: EventStore) -> None:
    """One amount in each package is moved until all are worth the same."""
    edit(page, 1, {"Remote": "2 days"})
    assert "points apart" in page.text
    page.press("Solve")
    assert "equal for us" in page.text
    page.press("Offer these packages")
    packages = offered(store).packages
    own = workflow.load(store, EXAMPLE).own
    assert own is not None
    assert own.spread(list(packages.values())) < 1e-9
    assert packages["B"]["Remote"] == 2


def test_an_amount_that_does_not_exist_is_one_clear_message(
    page: Dashboard, store: EventStore
) -> None:
    """Bad input in the grid is said with the allowed range; nothing can be offered."""
    edit(page, 2, {"Salary": 500000.0})
    assert not page.app.exception
    assert (
        "Package C: Salary is USD 500,000; allowed is an amount from" in page.messages("warning")[0]
    )
    assert not page.has_button("Offer these packages")


def test_what_was_solved_survives_a_new_session(page: Dashboard, dashboard: Open) -> None:
    """A set changed by hand is kept in the store until it is offered."""
    edit(page, 1, {"Remote": "2 days"}).press("Solve")
    again = dashboard().open(PAGE)
    assert "equal for us" in again.text
    assert again.has_button("Offer these packages")
    assert "2 days" in again.app.code[0].value


def test_an_issue_can_be_held(page: Dashboard) -> None:
    """A held issue is the same in all packages of every set."""
    page.fill("multiselect", "Keep the same in all packages", ["Contract"])
    assert page.text.count("Same in all: Contract") + page.text.count(", Contract") >= 3


def test_five_packages_need_a_confirmation(page: Dashboard) -> None:
    """Choice overload is named before five packages are made."""
    page.fill("segmented_control", "How many packages", 5)
    assert not page.app.exception
    assert not page.has_button("Use this set")
    page.fill("checkbox", "Yes, five: I know that many packages are harder to compare", True)
    assert page.has_button("Use this set")


def test_a_target_that_nothing_reaches_is_said(page: Dashboard) -> None:
    """What blocks a set is said where the set would stand; packages can still be filled in by hand."""
    page.fill("number_input", "Worth to us (points)", 100.0)
    assert not page.app.exception
    assert any("fill in packages by hand" in said for said in page.messages("info"))


def test_the_nearest_target_that_can_be_met_is_one_press_away(
    dashboard: Open, store: EventStore
) -> None:
    """Where few levels of ours exist, the reason is said once, with buttons for the levels beside it."""
    names = ("Seats", "Years", "Sites")
    agenda = Agenda(
        tuple(NumericIssue(name=n, low=0, high=4, step=1, own_direction="lower") for n in names)
    )
    own = OwnSpec(weights=dict.fromkeys(names, 1 / 3), aspiration_value=0.7)
    workflow.start(store, Header(agenda, title="Coarse", own=own), now=datetime.now(UTC))
    page = dashboard().open(PAGE)
    assert sum("The nearest that can be reached" in said for said in page.messages("info")) == 1
    assert "**Balanced**" not in page.text
    page.press("Aim for 66.7 points")
    assert not page.app.exception
    assert "**Balanced**" in page.text
    assert page.has_button("Offer these packages")


def test_without_our_values_packages_are_filled_in_by_hand(
    dashboard: Open, store: EventStore
) -> None:
    """No utility of ours: the page says what is missing and never claims equality."""
    sample = load_sample("hiring")
    workflow.start(store, Header(sample.agenda, title="Bare"), now=datetime.now(UTC))
    page = dashboard().open(PAGE)
    assert not page.app.exception
    assert "Set them in Setup" in "".join(page.messages("info"))
    assert not page.has_button("Offer these packages")
    edit(page, 1, {"Salary": 91000.0, "Remote": "1 day"})
    assert not page.has_button("Offer these packages")
    assert "Package B" in "".join(page.messages("warning"))


def test_a_row_left_blank_is_not_offered(dashboard: Open, store: EventStore) -> None:
    """Where only one package is worth the target, as with one issue, that one can be offered alone."""
    agenda = Agenda((NumericIssue(name="Price", low=100, high=200, own_direction="lower"),))
    own = OwnSpec(weights={"Price": 1}, reservation_value=0.2, aspiration_value=0.8)
    name = workflow.start(store, Header(agenda, title="Price", own=own), now=datetime.now(UTC))
    page = dashboard().open(PAGE)
    assert "offer 1 package" in "".join(page.messages("info"))
    page.press("Solve")
    assert "For us: A 80 points." in page.text
    page.press("Offer these packages")
    event = workflow.load(store, name).log[-1].event
    assert isinstance(event, MesoOffered)
    assert {label: dict(one) for label, one in event.packages.items()} == {"A": {"Price": 120}}
    assert page.has_button("They picked A")


def test_a_safe_screen_shows_no_set_that_was_not_offered(page: Dashboard) -> None:
    """Sets equal for us tell what we value; with the screen shared, none of them is sent."""
    page.fill("toggle", "Screen-share safe", True)
    assert not page.app.exception
    assert "may offer next is hidden" in page.text
    for private in ("points", "We learn", "Worst deal", "65.2", "103,350", "96,650"):
        assert private not in page.text
    assert not page.has_button("Use this set")
    assert not page.app.number_input


def test_a_safe_screen_does_not_say_what_we_aimed_at(dashboard: Open, store: EventStore) -> None:
    """Why there is no set names our level and our limits; a screen that may be shared leaves it out."""
    agenda = Agenda(
        tuple(OrderedIssue(name=name, options=("1", "2"), own_direction="later") for name in "XY")
    )
    own = OwnSpec(weights={"X": 0.5, "Y": 0.5}, reservation_value=0.2, aspiration_value=0.731)
    workflow.start(store, Header(agenda, title="Coarse", own=own), now=datetime.now(UTC))
    page = dashboard()
    for path in (PAGE, "pages/live.py"):
        page.open(path)
        assert "73.1" in page.text
        page.fill("toggle", "Screen-share safe", True)
        assert not page.app.exception
        assert "may offer next is hidden" in page.text
        assert "73.1" not in page.text
        page.fill("toggle", "Screen-share safe", False)


def test_a_walk_away_raised_above_our_last_offer_is_what_to_aim_for(
    dashboard: Open, store: EventStore
) -> None:
    """A better alternative may come after an offer: one press then aims for what it is worth."""
    negotiation = full_demo()
    assert negotiation.header.own is not None
    raised = {"reservation_value": 0.7, "aspiration_value": 0.9}
    header = replace(negotiation.header, own=negotiation.header.own.model_copy(update=raised))
    workflow.start(store, header, logged(negotiation), now=datetime.now(UTC))
    page = dashboard().open(PAGE)
    assert "below the walk-away" in page.messages("info")[-1]
    assert not page.has_button("Offer these packages")
    page.press("Aim for 70 points")
    assert page.has_button("Offer these packages")
    worth = [float(one) for one in re.findall(r"\b[ABC] (7\d(?:\.\d)?)[, ]", page.text)]
    assert len(worth) == 3
    assert all(70 <= one <= 70.5 for one in worth)


def test_a_package_of_many_issues_names_them() -> None:
    """Of twelve options nobody knows which is which; of three everybody does."""
    negotiation = large()
    meso = negotiation.rounds[0].meso
    assert meso is not None
    package = meso["A"]
    names = negotiation.agenda.names
    assert package_in_words(negotiation.agenda, package, names).startswith("Fee 1 USD ")
    agenda = hiring_agenda()
    assert package_in_words(agenda, A, agenda.names) == "USD 100,000, 1 day, 3 years"


def test_a_package_in_part_names_its_issues() -> None:
    """Where an issue is left out because it is the same in all, places no longer tell which is which."""
    words = package_in_words(hiring_agenda(), A, ("Salary", "Contract"))
    assert words == "Salary USD 100,000, Contract 3 years"


@pytest.mark.parametrize("over", [agreed, ended])
def test_talks_that_are_over_lead_to_where_that_is_undone(
    dashboard: Open, store: EventStore, over: Callable[[], Negotiation]
) -> None:
    """However long ago they ended: the page names the timeline, whose undo opens it again."""
    negotiation = over()
    workflow.start(
        store,
        negotiation.header,
        logged(negotiation),
        now=datetime(2026, 1, 5, tzinfo=UTC),
        negotiation_id="over",
    )
    page = dashboard()
    page.app.query_params["n"] = "over"
    page.app.run()
    page.open(PAGE)
    assert page.messages("info") == ["Talks are over; undo that on the timeline to offer again."]
    assert [one.proto.page for one in page.app.get("page_link")] == ["timeline"]
    page.open("pages/timeline.py").press("Undo").open(PAGE)
    assert page.has_button("Offer these packages")
