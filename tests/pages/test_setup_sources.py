"""Setup: where a sheet starts from, the questions of step 2, names, alternatives and copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from meso_infer import workflow
from meso_infer.example import EXAMPLE_ID
from meso_infer.sheet import sheet_of_header
from meso_infer.spreadsheet import workbook_of
from meso_infer.storage import EventStore
from meso_infer.templates import load_template
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
PAGE = "pages/setup.py"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASTED = "Cells copied from a spreadsheet, with the line that names the columns"


def new_sheet(page: Dashboard) -> Dashboard:
    return page.open(PAGE).fill("segmented_control", "Set up", "a new negotiation")


def values(dashboard: Open) -> Dashboard:
    return dashboard().open(PAGE).fill("segmented_control", "Step", "2 Our values")


def by_label(page: Dashboard, kind: str, start: str) -> list[Any]:
    return [one for one in getattr(page.app, kind) if one.label.startswith(start)]


def saved(store: EventStore) -> dict[str, float]:
    own = workflow.load(store, EXAMPLE_ID).own
    assert own is not None
    return own.weight_by_issue


def test_pasted_cells_are_refused_as_a_whole_and_then_taken_as_a_whole(dashboard: Open) -> None:
    """A mistake is named by its cell and the sheet stays; mended, all issues are on it."""
    page = new_sheet(dashboard()).fill("segmented_control", "Start from", "pasted cells")
    text = "Issue\tLowest\tHighest\tUnit\nPrice\t90,000\tlots\tUSD\nDays\t1\t5\tdays"
    page.fill("text_area", PASTED, text)
    assert any("one mistake" in said for said in page.messages("error"))
    (table,) = (one.value for one in page.app.table if "What to change" in one.value)
    assert table["What to change"].to_dict() == {
        "C2": "'lots' is not a number; write an amount such as 95000."
    }
    assert not page.has_button("Put these on the sheet")
    page.fill("text_area", PASTED, text.replace("lots", "105,000"))
    page.press("Put these on the sheet")
    assert not page.app.exception
    names = [one.value for one in page.app.text_input if one.label == "Name"]
    assert names == ["Price", "Days"]
    assert page.has_button("Start this negotiation")


def test_a_workbook_brings_names_values_and_limits(dashboard: Open, store: EventStore) -> None:
    """A template saved as a workbook and uploaded starts the same negotiation as the template."""
    header = load_template("office_lease").header
    page = new_sheet(dashboard()).fill("segmented_control", "Start from", "an Excel workbook")
    data = workbook_of(sheet_of_header(header))
    page.app.file_uploader[0].set_value(("lease.xlsx", data, TYPE)).run()
    page.press("Put these on the sheet").press("Start this negotiation")
    assert not page.app.exception
    other = next(one for one in store.list() if one.negotiation_id != EXAMPLE_ID)
    started = workflow.load(store, other.negotiation_id)
    assert (started.agenda, started.title) == (header.agenda, header.title)
    assert header.own is not None
    assert started.limits == (header.own.reservation_value, header.own.aspiration_value)


def test_a_template_fills_the_sheet(dashboard: Open) -> None:
    """The template is said in a line, taken by a press, and complete but for the guess."""
    page = new_sheet(dashboard()).fill("selectbox", "Template", "settlement")
    assert "Ending a dispute" in page.text
    page.press("Take this template")
    assert page.has_button("Start this negotiation")
    assert "Step 4 is still empty" in page.text


def test_an_order_gives_points_that_claim_nothing(dashboard: Open, store: EventStore) -> None:
    """Rank-order centroid weights 11/18, 5/18, 2/18; with them no packages may be called equal."""
    page = values(dashboard)
    page.fill(
        "multiselect",
        "The move that you would take first, then the next",
        ["Remote", "Salary", "Contract"],
    )
    page.press("Turn the order into points")
    assert any("from an order alone" in said for said in page.messages("warning"))
    page.press("Save changes")
    assert list(saved(store).values()) == pytest.approx((5 / 18, 11 / 18, 2 / 18))
    assert not workflow.load(store, EXAMPLE_ID).equality_can_be_claimed


def test_two_answers_set_the_points(dashboard: Open, store: EventStore) -> None:
    """$4,000 for a remote day, asked both ways, makes remote days weigh 4000 x 5 / 15000 of salary."""
    page = values(dashboard)
    first, _second = by_label(page, "number_input", "Answer")
    assert "your points say" not in page.text
    first.set_value(4500.0).run()
    by_label(page, "number_input", "Answer 2")[0].set_value(3500.0).run()
    assert any("apart" in said for said in page.messages("warning"))
    assert "Your answers average USD 4,000; your points say USD 3,333.33" in page.text.replace(
        "\\", ""
    )
    page.press("Give Remote the points that fit the answers").press("Save changes")
    weights = saved(store)
    assert weights["Remote"] / weights["Salary"] == pytest.approx(20000 / 15000)
    assert weights["Contract"] / weights["Salary"] == pytest.approx(4 / 9)


def test_halving_makes_a_curve_and_flags_answers_that_disagree(dashboard: Open) -> None:
    """Midpoints that differ by more than 5% of the range are flagged; the curve passes through all."""
    page = values(dashboard)
    asked = ("From USD 105", "And which amount", "Which halves", "Without looking up")
    for start, amount in zip(asked, (95000.0, 99000.0, 92000.0, 96000.0), strict=True):
        by_label(page, "number_input", start)[0].set_value(amount).run()
    assert any("more than 5%" in said for said in page.messages("warning"))
    by_label(page, "number_input", "Without looking up")[0].set_value(95500.0).run()
    assert any("midpoint agree" in said for said in page.messages("success"))
    page.press("Use this curve")
    (knots,) = by_label(page, "text_area", "Amount and its points")
    assert knots.value.splitlines() == [
        "90000: 100", "92000: 75", "95000: 50", "99000: 25", "105000: 0",
    ]  # fmt: skip


def test_the_whole_is_ranked_before_its_worth_is_shown(dashboard: Open) -> None:
    """No points until all five stand in an order and it is compared; the reverse order is sent back."""
    page = values(dashboard).press("Show five packages")
    order = "Best for us first"
    page.fill("multiselect", order, ["P", "Q", "R"])
    assert "Kendall" not in page.text
    assert not page.has_button("Compare with our values")
    page.fill("multiselect", order, ["P", "Q", "R", "S", "T"]).press("Compare with our values")
    table = next(one.value for one in page.app.table if "Your place" in one.value)
    best = list(table.sort_values("Place by our values").index)
    page.fill("multiselect", order, best[::-1])
    said = page.messages("warning")
    assert any("Kendall's tau -1.00" in text for text in said)
    assert "Ways to mend" in page.text
    page.fill("multiselect", order, best)
    assert any("agree (Kendall's tau 1.00)" in text for text in page.messages("success"))


def test_names_change_by_an_event(dashboard: Open, store: EventStore) -> None:
    """Title and counterpart may change under way, and the switcher says the new ones."""
    page = dashboard().open(PAGE).fill("text_input", "Who they are", "Candidate 7")
    page.fill("text_input", "What it is about", "Hiring, autumn").press("Save changes")
    changed = workflow.load(store, EXAMPLE_ID)
    assert (changed.title, changed.counterpart) == ("Hiring, autumn", "Candidate 7")
    assert [entry.event.kind for entry in changed.log][-1] == "names-set"
    (switcher,) = (one for one in page.app.selectbox if one.label == "Negotiation")
    assert any("Hiring, autumn · Candidate 7" in option for option in switcher.options)


def test_alternatives_are_there_for_the_next_session(dashboard: Open, store: EventStore) -> None:
    """Once the chances make a whole, they are logged for our side and shown again elsewhere."""
    page = dashboard().open(PAGE).fill("segmented_control", "Step", "3 Walk-away")
    for place, (chance, worth) in enumerate(((60.0, 50.0), (40.0, 20.0))):
        page.press("Add what may happen")
        by_label(page, "number_input", "Chance (%)")[place].set_value(chance).run()
        by_label(page, "number_input", "Worth (points)")[place].set_value(worth).run()
    page.press("Save changes")
    assert not page.app.exception
    assert not page.has_button("Save changes")
    kept = workflow.load(store, EXAMPLE_ID).alternatives
    assert kept is not None
    assert kept.batna.reservation_value() == pytest.approx(0.38)
    other = dashboard().open(PAGE).fill("segmented_control", "Step", "3 Walk-away")
    assert "worth 38 points" in other.text


def test_the_agenda_is_copied_for_another_counterpart(dashboard: Open, store: EventStore) -> None:
    """One press: the copy is stored and shown; on a new sheet, nothing is stored yet."""
    page = dashboard().open(PAGE).fill("text_input", "Who the copy is with", "Second candidate")
    page.press("Copy to a new sheet and change it first")
    assert len(store.list()) == 1
    assert any(one.value == "Second candidate" for one in page.app.text_input)
    page.fill("segmented_control", "Set up", "this negotiation")
    page.fill("text_input", "Who the copy is with", "Third candidate").press("Start the copy")
    assert not page.app.exception
    (copy,) = (one for one in store.list() if one.negotiation_id != EXAMPLE_ID)
    assert copy.header["counterpart"] == "Third candidate"
    assert (
        page.app.query_params["n"] == [copy.negotiation_id]
        or page.app.query_params["n"] == copy.negotiation_id
    )


def test_a_guess_that_mirrors_our_weights_is_said_to(dashboard: Open) -> None:
    """Step 4 shows no estimate; a guess equal to our own weights gets a remark, another does not."""
    page = dashboard().open(PAGE).fill("segmented_control", "Step", "4 Our guess")
    for name, points in (("Salary", 90.0), ("Remote", 100.0), ("Contract", 40.0)):
        page.fill("number_input", name, points)
    assert any("mirror" in said for said in page.messages("info"))
    page.fill("number_input", "Remote", 5.0)
    assert not any("mirror" in said for said in page.messages("info"))
