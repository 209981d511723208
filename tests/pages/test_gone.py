"""A negotiation that is asked for and not stored: said on the page, and no other stands in its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from streamlit.testing.v1 import AppTest

from meso_infer import workflow
from meso_infer.example import EXAMPLE_ID as EXAMPLE
from meso_infer.storage import EventStore
from meso_infer.templates import load_sample
from tests.pages.conftest import ROOT, SECONDS, Dashboard

Open = Callable[[], Dashboard]


def test_an_unknown_address_is_said_and_opens_no_other(database: str) -> None:
    """A link to a negotiation that is not there is said, nothing is shown in its place; choosing goes on."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    app.query_params["n"] = "gone"
    app.run()
    assert "names 'gone'" in app.warning[0].value
    assert app.query_params["n"] == "gone"
    assert list(app.button) == []
    choice = next(one for one in app.selectbox if one.label == "Negotiation")
    assert choice.value is None
    choice.select_index(0).run()
    assert not app.exception
    assert app.query_params["n"] == EXAMPLE
    assert list(app.warning) == []


def test_a_press_on_what_others_deleted_is_written_nowhere(
    dashboard: Open, store: EventStore
) -> None:
    """Deleted elsewhere while its page is open: the press writes into no other, and no other is opened."""
    page = dashboard()
    own = load_sample("hiring").header
    other = workflow.start(store, own, now=datetime.now(UTC), negotiation_id="other")
    page.press("They picked B")
    store.delete(EXAMPLE)
    page.press("Log round")
    assert page.app.title[0].value == "This negotiation was deleted"
    assert list(page.app.button) == []
    assert store.read(other).rows == ()
    page.open("pages/timeline.py")
    assert page.app.title[0].value == "This negotiation was deleted"
    next(one for one in page.app.selectbox if one.label == "Negotiation").select_index(0).run()
    assert page.app.query_params["n"] == other
