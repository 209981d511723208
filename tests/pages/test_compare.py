"""The page All negotiations, run without a browser on a real store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from meso_infer import workflow
from meso_infer.events import IssuePushed, PackagePicked
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import EventStore, open_store
from meso_infer.templates import load_template
from meso_infer.ui import session
from meso_infer.ui.all_negotiations.start_and_keep import backup_bytes
from meso_infer.ui.all_negotiations.table import list_frame, row_of
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
EXAMPLE = EXAMPLE_ID
PAGE = "pages/compare.py"


def add_supplier(store: EventStore) -> str:
    """A second negotiation, nine days old."""
    header = load_template("supplier_contract").header
    return workflow.start(store, header, now=session.now() - timedelta(days=9, hours=1))


def test_the_list_says_where_each_stands(dashboard: Open, store: EventStore) -> None:
    """Names, rounds, certainty in words, value against walk-away, idle days; the example is marked."""
    page = dashboard()
    add_supplier(store)
    page.open(PAGE)
    assert not page.app.exception
    table = page.app.dataframe[0].value.set_index("Name")
    assert list(table.index) == ["Hiring (example)", "Supplier contract"]
    example = table.loc["Hiring (example)"]
    assert example["Matters most"] == "no evidence"
    assert (example["Value"], example["Walk-away"]) == pytest.approx((65.2, 40), abs=0.05)
    assert table.loc["Supplier contract"]["Idle"] == 9
    assert pd.isna(table.loc["Supplier contract"]["Value"])


def test_the_estimate_in_the_list_is_that_of_its_pages(dashboard: Open, store: EventStore) -> None:
    """After the worked round the list names salary with the same word as the library."""
    dashboard()
    events = [
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
    ]
    workflow.record(store, EXAMPLE, events, expected_sequence=1, now=session.now())
    (summary,) = store.list()
    row = row_of(summary)
    posterior = workflow.infer(workflow.load(store, EXAMPLE))
    assert row.top_issue == "Salary"
    assert row.n_informative == posterior.n_informative


def test_a_shared_screen_lists_no_values(dashboard: Open, store: EventStore) -> None:
    """Values, limits and estimates do not leave the server while the screen may be shared."""
    page = dashboard().open(PAGE).fill("toggle", "Screen-share safe", True)
    table = page.app.dataframe[0].value
    assert list(table.columns) == ["Open", "Name", "Counterpart", "Round", "Outcome", "Idle"]
    assert "65.2" not in page.text
    assert not page.app.download_button
    (summary,) = store.list()
    assert "Value" not in list_frame([row_of(summary)], private=False).columns


def test_the_example_is_removed_with_one_press(dashboard: Open, store: EventStore) -> None:
    """It is gone for good, other negotiations stay, and it can be brought back."""
    page = dashboard()
    supplier = add_supplier(store)
    page.open(PAGE).press("Remove the example “Hiring”")
    assert [one.negotiation_id for one in store.list()] == [supplier]
    again = dashboard().open(PAGE)
    assert [one.negotiation_id for one in store.list()] == [supplier]
    assert not again.has_button("Remove the example “Hiring”")


def test_an_empty_list_offers_ways_to_begin(dashboard: Open, store: EventStore) -> None:
    """Without negotiations the page stands, and the example can come back."""
    page = dashboard().open(PAGE).press("Remove the example “Hiring”")
    assert store.list() == ()
    assert not page.app.exception
    assert "no negotiations yet" in page.text
    page.press("Open the example")
    assert [one.negotiation_id for one in store.list()] == [EXAMPLE]


@pytest.mark.parametrize(
    ("name", "first"),
    [("hiring", "Salary"), ("supplier_contract", "Unit price"), ("blank", "Price")],
)
def test_a_start_leads_to_its_sheet(dashboard: Open, name: str, first: str) -> None:
    """A template or a blank sheet opens in Setup, nothing being written before it is started."""
    page = dashboard().open(PAGE)
    page.app.button(key=f"archive.new.{name}").click().run()
    assert not page.app.exception
    assert page.app.title[0].value == "Setup"
    assert next(w for w in page.app.text_input if w.label == "Name").value == first


def test_the_backup_holds_everything_and_restores(
    dashboard: Open, store: EventStore, tmp_path: Path
) -> None:
    """What is downloaded puts the same negotiations into an empty database."""
    page = dashboard().open(PAGE)
    add_supplier(store)
    assert [one.label for one in page.app.download_button] == ["Download a backup of everything"]
    path = tmp_path / "backup.jsonl"
    path.write_bytes(backup_bytes())
    other = open_store(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    assert other.restore(path) == 2
    assert workflow.export(other, EXAMPLE) == workflow.export(store, EXAMPLE)
    other.close()


def test_negotiations_of_one_name_can_be_told_apart(dashboard: Open, store: EventStore) -> None:
    """The switcher shows no two lines alike, and opens the one that was chosen."""
    page = dashboard()
    first, second = add_supplier(store), add_supplier(store)
    page.open(PAGE)
    switcher = next(one for one in page.app.selectbox if one.label == "Negotiation")
    assert len(set(switcher.options)) == 3
    for chosen in (first, second, EXAMPLE):
        switcher = next(one for one in page.app.selectbox if one.label == "Negotiation")
        switcher.set_value(chosen).run()
        assert page.app.query_params["n"] == chosen
