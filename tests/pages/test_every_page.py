"""Every page of the navigation in every state of a negotiation: something is said, nothing breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1.element_tree import HeadingBase

from meso_infer import workflow
from meso_infer.events import logged
from meso_infer.storage import open_store
from meso_infer.ui import in_view, session
from tests.navigation import Listed, pages
from tests.negotiation_states import STATES
from tests.pages.conftest import Dashboard
from tests.pages.test_charts_on_pages import SAID_BESIDE

TOLD_BESIDE = tuple(key.partition("{")[0] for key in SAID_BESIDE)
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LEVELS = {"title": 1, "header": 2, "subheader": 3}
BROKEN = ("Traceback", "Something went wrong", "NoneType", " nan", "{'", "None of None")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A session on a database that holds a negotiation in each state, under the state's name."""
    url = f"sqlite:///{tmp_path_factory.mktemp('states') / 'meso.sqlite3'}"
    store = open_store(url)
    for name, make in STATES.items():
        negotiation = make()
        workflow.start(store, negotiation.header, logged(negotiation), now=NOW, negotiation_id=name)
    store.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MESO_DATABASE_URL", url)
        yield Dashboard()
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A session where the example was removed and nothing else was started."""
    url = f"sqlite:///{Path(tmp_path_factory.mktemp('nothing')) / 'meso.sqlite3'}"
    store = open_store(url)
    store.save_draft(session.APPLICATION, session.EXAMPLE_REMOVED, {"removed": True}, saved_at=NOW)
    store.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MESO_DATABASE_URL", url)
        yield Dashboard()
    st.cache_resource.clear()
    st.cache_data.clear()


def complaints(dashboard: Dashboard, page: Listed) -> list[str]:
    """What is wrong with the page that is shown."""
    app = dashboard.app
    wrong = [f"{page.name}: {one.message}" for one in app.exception]
    wrong += [f"{page.name}: {said}" for said in dashboard.messages("error")]
    wrong += [f"{page.name} says {word!r}" for word in BROKEN if word in dashboard.text]
    charts = [one.proto for one in app.get("plotly_chart")]
    wrong += [f"{page.name}: a chart without alternative text" for one in charts if not one.alt]
    own_text = [one for one in charts if not any(key in one.id for key in TOLD_BESIDE)]
    if sum(one.label.startswith("As text") for one in app.expander) < len(own_text):
        wrong.append(f"{page.name}: a chart without a text twin")
    if len(app.title) != 1:
        wrong.append(f"{page.name} has {len(app.title)} titles")
    headings = [one for one in app.main if isinstance(one, HeadingBase)]
    wrong += [
        f"{page.name}: {below.value!r} skips a level of headings"
        for above, below in pairwise(headings)
        if LEVELS[below.type] > LEVELS[above.type] + 1
    ]
    return wrong


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
@pytest.mark.parametrize("state", STATES)
def test_a_page_in_a_state(everything: Dashboard, state: str, page: Listed) -> None:
    """No exception, no error, one title, and something to read or press."""
    everything.app.session_state[in_view.NEGOTIATION] = state
    everything.app.query_params[in_view.ADDRESS] = state
    everything.open(page.path)
    assert everything.app.session_state[in_view.NEGOTIATION] == state
    assert complaints(everything, page) == []
    assert everything.text.strip()


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_a_page_where_nothing_was_started(nothing: Dashboard, page: Listed) -> None:
    """One sentence says what this is for, and a button leads on."""
    nothing.open(page.path)
    assert complaints(nothing, page) == []
    main = nothing.app.main
    sentences = [one.value for one in (*main.markdown, *main.caption, *main.info)]
    assert any(text.rstrip().endswith(".") for text in sentences)
    assert any(not button.disabled for button in main.button)
