"""Making a set equal under rules and with issues held; blank grids; amounts that have no unit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from meso_infer import workflow
from meso_infer.issues import NumericIssue, OrderedIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda, Rule
from meso_infer.storage import EventStore
from meso_infer.ui import in_view, session
from meso_infer.utility import OwnSpec
from tests.agendas import YEARS
from tests.pages.conftest import Dashboard

PAGE = "pages/next_packages.py"
NAME = "rules"
HELD = "Keep the same in all packages"
SOLVED_BY = "Make them equal by changing"


def amounts(page: Dashboard) -> list[str]:
    """The amounts that can be solved for."""
    return next(one for one in page.app.selectbox if one.label == SOLVED_BY).options


@pytest.fixture
def opened(
    dashboard: Callable[[], Dashboard], store: EventStore
) -> Callable[[dict[str, dict[str, object]] | None, bool], Dashboard]:
    """Opens the page on an agenda with rules, with a set that was changed by hand where one is given."""
    agenda = Agenda(
        (
            NumericIssue(name="Fee", low=0, high=10, own_direction="lower"),
            NumericIssue(name="Days", unit="days", low=0, high=5, step=1, own_direction="lower"),
            OrderedIssue(name="Term", options=YEARS, own_direction="later"),
        ),
        (Rule.model_validate({"if": {"Term": {"in": [YEARS[2]]}}, "then": {"Fee": {"max": 4}}}),),
    )
    own = OwnSpec(
        weights={"Fee": 0.5, "Days": 0.3, "Term": 0.2}, reservation_value=0.3, aspiration_value=0.6
    )

    def open_page(
        cells: dict[str, dict[str, object]] | None = None, with_values: bool = True
    ) -> Dashboard:
        header = Header(agenda, title="Rules", own=own if with_values else None)
        workflow.start(store, header, now=session.now(), negotiation_id=NAME)
        if cells is not None:
            store.save_draft(NAME, "offer:1", {"packages": cells}, saved_at=session.now())
        page = dashboard()
        page.app.query_params[in_view.ADDRESS] = NAME
        return page.open(PAGE)

    return open_page


def test_solving_keeps_the_rules(opened: Callable[..., Dashboard]) -> None:
    """An amount that would break a rule is not put in; the others are, and the message says so."""
    cells = {
        "A": {"Fee": 2, "Days": 0, "Term": YEARS[2]},
        "B": {"Fee": 2, "Days": 2, "Term": YEARS[0]},
    }
    page = opened(cells).press("Solve")
    assert page.messages("warning") == [
        "No amount of Fee makes A worth 60 points within the rules: change another issue there."
    ]
    assert "- Fee: 2\n" in page.app.code[0].value
    assert "- Fee: 1.6\n" in page.app.code[0].value
    page.fill("selectbox", SOLVED_BY, "Days").press("Solve")
    assert not page.messages("warning")
    assert "equal for us" in page.text


def test_a_package_that_is_not_complete_is_named(opened: Callable[..., Dashboard]) -> None:
    """Where another issue is blank, no amount can be found yet, and that is what is said."""
    cells = {
        "A": {"Fee": None, "Days": 0, "Term": YEARS[0]},
        "B": {"Fee": 2, "Days": None, "Term": YEARS[0]},
    }
    page = opened(cells).press("Solve")
    assert page.messages("warning")[0] == "Fill in the other issues of B first."


def test_what_is_held_is_not_solved_for(opened: Callable[..., Dashboard]) -> None:
    """An issue that is the same in all packages is not among those that make them equal."""
    page = opened()
    assert amounts(page) == ["Fee", "Days"]
    page.fill("multiselect", HELD, ["Days"])
    assert amounts(page) == ["Fee"]
    page.fill("multiselect", HELD, ["Term"]).press("Solve")
    assert "Changed by hand" not in page.text
    assert "equal for us" in page.text


def test_a_set_changed_by_hand_says_that_it_stays(opened: Callable[..., Dashboard]) -> None:
    """Whatever is asked of the sets, a set changed by hand stays until the proposal is taken back."""
    cells = {label: {"Fee": 2, "Days": k, "Term": YEARS[0]} for k, label in enumerate("AB")}
    page = opened(cells)
    assert "Changed by hand" in page.text
    page.press("Back to the proposal")
    assert "Changed by hand" not in page.text


def test_a_blank_grid_is_an_invitation_and_no_warning(opened: Callable[..., Dashboard]) -> None:
    """Without our values there is no set: the page says why and how to go on, without a warning."""
    page = opened(None, False)
    assert not page.messages("warning")
    assert "Fill in the packages here" in page.text
    assert len(page.messages("info")) == 2


def test_points_are_not_told_in_an_amount_without_a_unit(opened: Callable[..., Dashboard]) -> None:
    """'0.2 of Fee' says nothing to anybody; only amounts with a unit stand for points."""
    page = opened()
    assert "Aim for" in page.text
    assert "One point of ours" not in page.text
    assert not any("for us" in str(name) and "Fee" in str(name)
                   for table in page.app.table for name in table.value.columns)  # fmt: skip
