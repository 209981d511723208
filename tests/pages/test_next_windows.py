"""Sets changed by hand on the page of the next packages: none is lost, no window overwrites another's."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from meso_infer.storage import EventStore
from tests.pages.conftest import Dashboard
from tests.pages.test_next_packages import EXAMPLE, PAGE, offered

Open = Callable[[], Dashboard]
LIVE = "pages/live.py"
ELSEWHERE = "Changed in another window, not offered"


def edit(page: Dashboard, row: int, changes: dict[str, object]) -> Dashboard:
    """Change cells of one row of the grid as a browser does, which calls back."""
    states = page.app._tree.get_widget_states()
    grid = next(one.proto for one in page.app.dataframe if ":grid:" in one.proto.id)
    typed = {"edited_rows": {row: changes}, "added_rows": [], "deleted_rows": []}
    states.widgets.add(id=grid.id, string_value=json.dumps(typed))
    page.app._run(states)
    return page


@pytest.fixture
def two(dashboard: Open) -> tuple[Dashboard, Dashboard]:
    """Two windows that look at the sets after the first answer."""
    mine = dashboard().press("They picked B").tap("Salary").press("Log round").open(PAGE)
    return mine, dashboard().open(PAGE)


def kept(store: EventStore) -> list[float]:
    """The salary of package A in each kept set, the newest first."""
    found = store.drafts(EXAMPLE, "offer:")
    return [one.payload["packages"]["A"]["Salary"] for one in found]


def test_two_windows_each_keep_their_own_set(
    two: tuple[Dashboard, Dashboard], store: EventStore
) -> None:
    """Both change a package: each offers what it typed, and is told of the other's."""
    mine, theirs = two
    edit(mine, 0, {"Salary": 91000.0})
    edit(theirs, 0, {"Salary": 92000.0})
    assert kept(store) == [92000, 91000]
    mine.app.run()
    assert f"{ELSEWHERE}: A USD 92,000" in mine.text
    assert not mine.has_button("Go on with it")
    mine.press("Offer these packages")
    assert offered(store).packages["A"]["Salary"] == 91000


def test_a_window_without_changes_can_go_on_with_anothers(
    two: tuple[Dashboard, Dashboard], store: EventStore
) -> None:
    """What a colleague typed is one press away; who typed it keeps it, too."""
    mine, theirs = two
    edit(mine, 0, {"Salary": 91000.0})
    theirs.app.run()
    theirs.press("Go on with it")
    assert ELSEWHERE not in theirs.text
    edit(theirs, 1, {"Salary": 92000.0})
    assert kept(store) == [91000]
    mine.app.run()
    assert kept(store) == [91000, 91000]
    theirs.press("Offer these packages")
    assert [offered(store).packages[one]["Salary"] for one in "AB"] == [91000, 92000]


def test_a_window_opened_anew_goes_on_with_the_only_set_there_is(
    two: tuple[Dashboard, Dashboard], dashboard: Open, store: EventStore
) -> None:
    """A reload loses nothing; taken back to the proposal, the set is gone for good."""
    edit(two[0], 0, {"Salary": 91000.0})
    again = dashboard().open(PAGE)
    assert "Changed by hand" in again.text
    again.press("Back to the proposal")
    assert kept(store) == []
    assert "Changed by hand" not in dashboard().open(PAGE).text


def test_a_look_at_another_page_loses_no_change(
    two: tuple[Dashboard, Dashboard], store: EventStore
) -> None:
    """The grid comes back as it was left."""
    page = edit(two[0], 0, {"Salary": 91000.0})
    page.open(LIVE).open(PAGE)
    page.press("Offer these packages")
    assert offered(store).packages["A"]["Salary"] == 91000
