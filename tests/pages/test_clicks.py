"""What is done to Streamlit for all sessions of the process, by a link's view as by the dashboard."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

import pytest
import streamlit as st
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.safe_session_state import SafeSessionState

from meso_infer.storage import EventStore
from tests.mediation.desks import open_table
from tests.pages.test_neutral import party, text


def test_a_view_by_link_alone_keeps_clicks_and_caches(
    store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process where nobody opened the dashboard, no click is lost and no browser empties caches."""
    clicks = SafeSessionState.on_script_will_rerun
    found = getattr(clicks, "__wrapped__", clicks)
    monkeypatch.setattr(SafeSessionState, "on_script_will_rerun", found)
    monkeypatch.setattr(AppSession, "request_rerun", AppSession.request_rerun)
    monkeypatch.setattr(ScriptRunner, "_run_script", ScriptRunner._run_script)
    asked = AppSession._handle_clear_cache_request
    monkeypatch.setattr(AppSession, "_handle_clear_cache_request", asked)
    table = open_table(2, store=store, now=datetime.now(UTC))
    assert "You are here for **Buyer**" in text(party(table.tokens["p1"]))
    assert hasattr(SafeSessionState.on_script_will_rerun, "__wrapped__")

    @st.cache_resource
    def computed() -> object:
        return object()

    kept = computed()
    AppSession._handle_clear_cache_request(cast("AppSession", object()))
    assert computed() is kept
