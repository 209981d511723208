"""Callbacks that run to their end, however soon the next click or key follows.

Streamlit looks for a newer request whenever a script draws or touches the state of its session, and
starts over with it: before callbacks and inside them, too. Of two keys pressed within a tenth of a second
the first would then often do nothing, or half of what it does. Here it looks once callbacks are through.

That takes ``runner.fastReruns = false`` beside it, by which a request that was not begun yet is joined
with the newer one. Otherwise the older of the two is dropped.
"""

from __future__ import annotations

import functools
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.safe_session_state import SafeSessionState


def run_to_the_end() -> None:
    """Have callbacks of every session of this process run to their end; asked again, nothing happens."""
    streamlits_own = SafeSessionState.on_script_will_rerun
    if not hasattr(streamlits_own, "__wrapped__"):
        SafeSessionState.on_script_will_rerun = _uninterrupted(streamlits_own)


def _uninterrupted(apply_and_call: Any) -> Any:
    @functools.wraps(apply_and_call)
    def to_the_end(state: SafeSessionState, *args: Any, **kwargs: Any) -> None:
        runner = getattr(state._yield_callback, "__self__", None)
        if not isinstance(runner, ScriptRunner):
            apply_and_call(state, *args, **kwargs)
            return
        # Streamlit's own sign that there is no script to break off at the moment.
        runner._execing = False
        try:
            apply_and_call(state, *args, **kwargs)
        finally:
            runner._execing = True

    return to_the_end
