"""How often the predictions came true, on the page All negotiations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from meso_infer import workflow
from meso_infer.evaluation import calibration, predictions
from meso_infer.evaluation.claims import claim_rows, claim_sentences
from meso_infer.events import EstimateShown, Event, MesoOffered, PackagePicked
from meso_infer.prior import MODEL_VERSION
from meso_infer.storage import EventStore
from meso_infer.templates import load_sample
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
PAGE = "pages/compare.py"
TITLE = "How often the predictions came true"


def answered(store: EventStore, n_rounds: int) -> str:
    """A negotiation with that many offers, each predicted and then answered."""
    sample = load_sample("hiring")
    name = workflow.start(store, sample.header, now=session.now())
    packages = dict(sample.rounds[0].meso.packages)  # type: ignore[union-attr]
    events: list[Event] = []
    for k in range(n_rounds):
        events += [
            MesoOffered(packages={label: dict(one) for label, one in packages.items()}),  # type: ignore[arg-type]
            EstimateShown(
                model_version=MODEL_VERSION,
                summary={"round": k + 1, "next_pick": {"A": 0.5, "B": 0.3, "C": 0.2}},
            ),
            PackagePicked(package="ABAC"[k % 4]),
        ]
    workflow.record(store, name, events, expected_sequence=0, now=session.now())
    return name


def test_the_example_is_held_to_nothing(dashboard: Open) -> None:
    """With the example alone there is no track record."""
    page = dashboard().press("They picked B").press("Log round").open(PAGE)
    assert TITLE not in page.text


@pytest.mark.parametrize("n_rounds", [3, 12])
def test_scores_are_those_of_the_library(dashboard: Open, store: EventStore, n_rounds: int) -> None:
    """Below ten answers only how many there are; from ten on sentences and table of the library."""
    page = dashboard()
    name = answered(store, n_rounds)
    page.open(PAGE)
    assert not page.app.exception
    assert TITLE in page.text
    found = calibration(predictions(workflow.load(store, name)))
    assert found is not None
    assert found.n == n_rounds
    for sentence in claim_sentences(found):
        assert plain(sentence) in page.text
    assert len(page.app.table) == (n_rounds >= 10)
    if n_rounds >= 10:
        assert len(page.app.table[0].value) == len(claim_rows(found))


def test_a_shared_screen_shows_no_track_record(dashboard: Open, store: EventStore) -> None:
    """While the screen may be shared, nothing of our predictions is on the page."""
    page = dashboard()
    answered(store, 12)
    page.open(PAGE).fill("toggle", "Screen-share safe", True)
    assert TITLE not in page.text
    assert not page.app.table
