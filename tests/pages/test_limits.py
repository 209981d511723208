"""Limits that they named, on the live page: entered, kept, refused and logged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from meso_infer import workflow
from meso_infer.events import MesoOffered
from meso_infer.example import EXAMPLE_ID
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda
from meso_infer.storage import EventStore
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
EXAMPLE = EXAMPLE_ID
ON = "They named a limit on"


def test_a_limit_beside_a_pick_is_logged_as_they_said_it(
    dashboard: Open, store: EventStore
) -> None:
    """The pick and "never below 95,000" make one entry; the limit replies to the pick."""
    page = dashboard().press("They picked B").fill("multiselect", ON, ["Salary"])
    page.fill("number_input", "Salary (USD): never below", 95000.0)
    assert "They insisted on Salary at least USD 95,000" in page.text
    page.press("Log round")
    assert not page.messages("error")
    picked, limit = store.read(EXAMPLE).rows[-2:]
    assert (picked.kind, limit.kind) == ("package-picked", "constraint-stated")
    assert {"issue": "Salary", "min": 95000, "replies_to": picked.id}.items() <= (
        limit.payload.items()
    )


def test_a_limit_is_kept_as_a_draft(dashboard: Open) -> None:
    """Another session finds what was entered, amounts and options alike."""
    page = dashboard().fill("multiselect", ON, ["Salary", "Contract"])
    page.fill("number_input", "Salary (USD): never above", 99000.0)
    page.fill("selectbox", "Contract: never below", "2 years")
    again = dashboard()
    assert "Salary at most USD 99,000" in again.text
    assert "Contract at least 2 years" in again.text
    shown = [w for w in again.app.number_input if w.label == "Salary (USD): never above"]
    assert [w.value for w in shown] == [99000.0]


def test_a_limit_without_its_end_is_nothing_yet(dashboard: Open, store: EventStore) -> None:
    """An issue alone says nothing that could be logged; a limit that rules nothing out is refused."""
    page = dashboard().fill("multiselect", ON, ["Salary"]).press("Log round")
    assert "nothing to log yet" in page.messages("info")[0]
    page.fill("number_input", "Salary (USD): never below", 90000.0)
    assert any("rules nothing out" in said for said in page.messages("warning"))
    page.press("Log round")
    assert page.messages("error")
    assert store.sequence(EXAMPLE) == 1


def test_only_some_options(dashboard: Open, store: EventStore) -> None:
    """An issue without an order takes the options that they insist on."""
    agenda = Agenda(
        (
            NumericIssue(name="Price", low=10, high=20, own_direction="lower"),
            CategoricalIssue(name="Court", options=("Bern", "Oslo", "Rome")),
        )
    )
    now = datetime.now(UTC)
    name = workflow.start(store, Header(agenda, title="Deal", counterpart="Seller"), now=now)
    packages = {"A": {"Price": 12, "Court": "Bern"}, "B": {"Price": 14, "Court": "Oslo"}}
    offered = MesoOffered.model_validate({"kind": "meso-offered", "packages": packages})
    workflow.record(store, name, [offered], expected_sequence=0, now=now)
    page = dashboard().fill("multiselect", ON, ["Court"])
    page.fill("multiselect", "Court: only", ["Rome", "Oslo"]).press("Log round")
    assert not page.messages("error")
    assert sorted(store.read(name).rows[-1].payload["in"]) == ["Oslo", "Rome"]
