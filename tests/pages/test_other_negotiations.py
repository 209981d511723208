"""The same loop on other negotiations than the example: templates, and names that are hard to draw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from meso_infer import workflow
from meso_infer.example import EXAMPLE_ID
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda
from meso_infer.storage import EventStore
from meso_infer.templates import list_templates
from meso_infer.utility import OwnSpec
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
NEXT = "pages/next_packages.py"
LIVE = "pages/live.py"
COMPARE = "pages/compare.py"
SETUP = "pages/setup.py"


def start(store: EventStore, header: Header) -> str:
    return workflow.start(store, header, now=datetime.now(UTC))


def play(page: Dashboard, store: EventStore, name: str) -> list[str]:
    """Offer the balanced set, log a pick with a push on every issue, look at the next set."""
    agenda = workflow.load(store, name).agenda
    page.open(NEXT)
    assert not page.app.exception
    page.press("Offer these packages").open(LIVE)
    page.press("They picked A").tap(*agenda.names).press("Log round")
    assert not page.app.exception
    assert not page.messages("error")
    return [row.kind for row in store.read(name).rows]


@pytest.mark.parametrize("template", [one.name for one in list_templates()])
def test_every_template_goes_round(dashboard: Open, store: EventStore, template: str) -> None:
    """Started in Setup as it comes, a template is stored and opened; offer, answer and next offer work."""
    page = dashboard().open(COMPARE).press_key(f"archive.new.{template}").open(SETUP)
    page.press("Start this negotiation")
    assert not page.app.exception
    (name,) = {one.negotiation_id for one in store.list()} - {EXAMPLE_ID}
    assert page.app.query_params["n"] == name
    kinds = play(page, store, name)
    assert kinds[:4] == ["proposal-followed", "meso-offered", "estimate-shown", "package-picked"]
    assert set(kinds[4:]) == {"issue-pushed"}
    assert page.app.subheader[0].value == "Next packages"


def test_names_that_markdown_would_eat_are_shown_as_they_are(
    dashboard: Open, store: EventStore
) -> None:
    """Dollar signs, stars and brackets of people's own words stay; every kind of issue is pushed."""
    agenda = Agenda(
        (
            NumericIssue(name="Price [$]", unit="$", low=10, high=20, own_direction="lower"),
            OrderedIssue(name="Term *net*", options=("7 days", "30 days", "60 days"),
                         own_direction="later"),
            CategoricalIssue(name="Court_of_law", options=("Bern", "Oslo", ":red[Rome]")),
        )
    )  # fmt: skip
    own = OwnSpec(
        weights={"Price [$]": 0.5, "Term *net*": 0.3, "Court_of_law": 0.2},
        values={"Court_of_law": {"Bern": 1.0, "Oslo": 0.5, ":red[Rome]": 0.0}},
        reservation_value=0.3,
        aspiration_value=0.6,
    )
    name = start(store, Header(agenda, title="A *new* [deal]", counterpart="$eller", own=own))
    page = dashboard()
    page.open(NEXT).press("Offer these packages").open(LIVE)
    assert page.app.title[0].value.startswith(r"A \*new\* \[deal\]: \$eller")
    page.press("They picked B").tap("Court_of_law", "Term *net*")
    page.fill("pills", "Court_of_law: towards", "Oslo")
    assert r"They asked for Oslo on Court\_of\_law" in page.text
    page.press("Log round")
    assert not page.messages("error")
    pushed = [row.payload for row in store.read(name).rows if row.kind == "issue-pushed"]
    assert [one["issue"] for one in pushed] == ["Term *net*", "Court_of_law"]
    assert pushed[1]["option"] == "Oslo"
