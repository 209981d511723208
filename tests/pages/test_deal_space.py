"""The deal space and the concession plan on their pages: what they say, and what a shared screen hides."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meso_infer import workflow
from meso_infer.events import logged
from meso_infer.negotiation import Header
from meso_infer.posterior import Summary
from meso_infer.storage import EventStore
from meso_infer.ui.deal.space import left_in_words
from meso_infer.utility import OwnSpec
from tests.agendas import hiring_agenda
from tests.negotiation_states import full_demo
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
PAGE = "pages/deal_space.py"
NEXT = "pages/next_packages.py"


@pytest.fixture
def answered(dashboard: Open) -> Dashboard:
    """After the round of the article."""
    return dashboard().press("They picked B").tap("Salary").press("Log round")


def test_the_deal_space_names_what_is_left_for_both(answered: Dashboard) -> None:
    """The map's sentences, the deal at hand issue by issue, and deals that are better for both."""
    page = answered.open(PAGE)
    assert not page.app.exception
    assert "on the frontier: no other package is better for one side" in page.text
    assert "Chance that some deal is good enough for both" in page.text
    assert "Nash" in page.text
    assert "65.2 points" in page.text
    assert "Better for both" in page.text
    chosen = next(one for one in page.app.selectbox if one.label == "Look closely at")
    assert "which they picked" in str(chosen.value)


def test_another_deal_can_be_looked_at_and_the_walk_away_tried(answered: Dashboard) -> None:
    """Choosing a deal shows its worth; trying another walk-away changes this page and no setting."""
    page = answered.open(PAGE)
    before = page.text
    page.app.slider[0].set_value(90).run()
    assert not page.app.exception
    assert page.text != before
    page.fill("selectbox", "Look closely at", "Round 1, C (ours)")
    assert not page.app.exception
    assert "Worth **65.2 points** to us" in page.text


def test_what_the_issues_are_worth_adds_up_to_the_deal(dashboard: Open, store: EventStore) -> None:
    """Of every deal that can be looked at, the issues' worth to either side sums to the whole, but for rounding."""
    demo = full_demo()
    now = datetime(2026, 3, 2, tzinfo=UTC)
    workflow.start(store, demo.header, logged(demo), now=now, negotiation_id="demo")
    page = dashboard()
    page.app.query_params["n"] = "demo"
    page.app.run()
    page.open(PAGE)
    for deal in next(one for one in page.app.selectbox if one.label == "Look closely at").options:
        page.fill("selectbox", "Look closely at", deal)
        told = re.search(r"Worth \*\*([\d.]+) points\*\* to us and about \*\*(\d+) of", page.text)
        assert told is not None
        table = next(one.value for one in page.app.table if "For them (90%)" in one.value)
        ours = sum(float(cell) for cell in table["Points for us"])
        theirs = sum(int(cell.split(" ")[0]) for cell in table["For them (90%)"])
        assert ours == pytest.approx(float(told[1]), abs=0.2)
        assert theirs == pytest.approx(int(told[2]), abs=2)


def test_one_point_is_one_point() -> None:
    """What is left on the table has its interval, and its number its word."""
    one = Summary(0.0104, 0.01, 0.0, 0.0, 0.01, 0.02, 0.07)
    assert left_in_words(one) == (
        "Left on the table: both together could have 1 point more without a loss to either, if we "
        "knew their values (90%: 0 to 7)."
    )
    assert "have 0 points more" in left_in_words(replace(one, mean=0.001))


def test_before_any_answer_the_map_says_how_little_is_known(dashboard: Open) -> None:
    """With no evidence the page says that only the existence of deals is known."""
    page = dashboard().open(PAGE)
    assert "not answered anything yet" in page.text


def test_without_a_walk_away_none_is_spoken_of(dashboard: Open, store: EventStore) -> None:
    """The plan says in points what they would settle for where no walk-away is set."""
    own = OwnSpec(weights={"Salary": 0.5, "Remote": 0.3, "Contract": 0.2}, aspiration_value=0.9)
    header = Header(hiring_agenda(), title="Open", own=own)
    workflow.start(store, header, now=datetime(2026, 3, 2, tzinfo=UTC), negotiation_id="open-ended")
    page = dashboard()
    page.app.query_params["n"] = "open-ended"
    page.app.run()
    text = page.open(NEXT).text
    assert "we expect them to take what leaves us" in text
    assert "walk-away" not in text.replace("from our walk-away", "")


def test_a_shared_screen_shows_no_deal(answered: Dashboard) -> None:
    """Nothing of the map, of our points or of the plan is sent to a screen that may be shared."""
    page = answered.open(PAGE).fill("toggle", "Screen-share safe", True)
    assert "hidden while the screen may be shared" in page.text
    assert "points" not in page.text
    assert not page.app.slider
    other = answered.fill("toggle", "Screen-share safe", False).open(NEXT)
    assert "Aim for" in other.text
    assert "Aim for" not in other.fill("toggle", "Screen-share safe", True).text


def test_without_our_values_the_page_leads_to_setup(dashboard: Open, store: EventStore) -> None:
    """Where our weights are not set there is no deal space, and the way there is shown."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    workflow.start(store, Header(hiring_agenda(), title="Bare"), now=now, negotiation_id="bare")
    page = dashboard()
    page.app.query_params["n"] = "bare"
    page.app.run()
    assert "Set them in Setup" in page.open(PAGE).text


def test_the_plan_says_what_to_aim_for_and_hands_it_over(answered: Dashboard) -> None:
    """The panel names a target, what it promises, what lies beside it, and fills the target below."""
    page = answered.open(NEXT)
    assert not page.app.exception
    for words in ("Aim for", "chance of a deal", "Ask what matters most", "Do nothing", "USD 383"):
        assert words in page.text
    button = next(one for one in page.app.button if one.label.startswith("Aim for"))
    button.click().run()
    assert not page.app.exception
    asked = next(one for one in page.app.number_input if one.label == "Worth to us (points)")
    assert f"Aim for {asked.value:g} points" in button.label


def test_sets_that_are_the_same_say_so(answered: Dashboard) -> None:
    """Where two ways of choosing lead to the same packages, each card names the other."""
    page = answered.open(NEXT)
    captions = [one.value for one in page.app.caption]
    assert "The same packages as Balanced." in captions
    assert "The same packages as Learn most." in captions


def test_a_deadline_is_kept_for_the_rounds_to_come(answered: Dashboard) -> None:
    """The last round that was typed is there again when the page is opened again."""
    label = "Last round that they can answer"
    page = answered.open(NEXT).fill("number_input", label, 3)
    assert "by round 3" in page.text.replace("\\", "")
    page.open(PAGE).open(NEXT)
    kept = next(one for one in page.app.number_input if one.label == label)
    assert kept.value == 3
