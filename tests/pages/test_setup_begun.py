"""Sheets of new negotiations: one for each that is begun, none lost, none of another's overwritten."""

from __future__ import annotations

from collections.abc import Callable

from meso_infer import workflow
from meso_infer.storage import EventStore
from tests.pages.conftest import Dashboard
from tests.pages.test_setup import PAGE, cell, put, start

Open = Callable[[], Dashboard]


def test_two_people_each_begin_a_negotiation_of_their_own(
    dashboard: Open, store: EventStore
) -> None:
    """What one types stands on no sheet of the other's; each starts what they typed, and no sheet is left."""
    ours, theirs = start(dashboard(), "blank"), start(dashboard(), "supplier_contract")
    put(ours, "text_input", "What it is about", "Our lease")
    put(theirs, "text_input", "What it is about", "Their steel")
    ours.app.run()
    assert cell(ours, "text_input", "What it is about").value == "Our lease"
    assert len(ours.app.text_input) < len(theirs.app.text_input)
    assert ours.app.query_params["sheet"] != theirs.app.query_params["sheet"]
    ours.press("Start this negotiation")
    theirs.press("Start this negotiation")
    titles = {workflow.load(store, one.negotiation_id).title for one in store.list()}
    assert {"Our lease", "Their steel"} < titles
    assert store.drafts("application", "new-negotiation") == ()


def test_another_sheet_in_its_place_loses_nothing_that_was_typed(
    dashboard: Open, store: EventStore
) -> None:
    """A blank sheet, or a template, opens beside the one that was typed on, which can be gone on with."""
    page = start(dashboard(), "hiring")
    put(page, "text_input", "What it is about", "Two desks")
    page.press("Start over with a blank sheet")
    assert cell(page, "text_input", "What it is about").value == "New negotiation"
    (kept,) = store.drafts("application", "new-negotiation")
    assert kept.payload["sheet"]["title"] == "Two desks"
    page.press("Go on with this sheet")
    assert cell(page, "text_input", "What it is about").value == "Two desks"
    assert not any(one.label == "Throw it away" for one in page.app.button)
    page.press("Start over with a blank sheet").press("Throw it away")
    assert store.drafts("application", "new-negotiation") == ()
    assert not page.app.exception


def test_two_people_on_one_sheet_both_keep_what_they_typed(
    dashboard: Open, store: EventStore
) -> None:
    """What another has typed on the same sheet stands beside the next thing that is typed here."""
    page = start(dashboard(), "supplier_contract")
    other = dashboard()
    other.app.query_params["sheet"] = page.app.query_params["sheet"]
    other.open(PAGE)
    put(other, "text_input", "Who they are", "Mill 7")
    put(other, "number_input", "Highest", 15.0)
    put(page, "text_input", "What it is about", "Steel")
    assert cell(page, "text_input", "Who they are").value == "Mill 7"
    assert cell(page, "number_input", "Highest").value == 15.0
    page.press("Add an issue")
    put(other, "number_input", "Lowest", 7.0)
    (kept,) = store.drafts("application", "new-negotiation")
    sheet = kept.payload["sheet"]
    assert (sheet["title"], sheet["counterpart"]) == ("Steel", "Mill 7")
    assert (sheet["issues"][0]["low"], sheet["issues"][0]["high"]) == (7.0, 15.0)
    assert len(sheet["issues"]) == 6


def test_an_address_brings_its_sheet_back(dashboard: Open) -> None:
    """Loading the page of a new negotiation again shows the same sheet; any other name is no sheet."""
    page = start(dashboard(), "blank")
    put(page, "text_input", "What it is about", "Lease")
    again = dashboard()
    again.app.query_params["sheet"] = page.app.query_params["sheet"]
    again.open(PAGE)
    assert cell(again, "text_input", "What it is about").value == "Lease"
    odd = dashboard()
    odd.app.query_params["sheet"] = "../secret"
    odd.open(PAGE)
    assert not odd.app.exception
    assert cell(odd, "text_input", "What it is about").value == "New negotiation"
