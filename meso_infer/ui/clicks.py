"""No click is lost, no page is left half drawn, and nobody's browser empties what all share.

Streamlit 1.67 has four races that a busy machine makes frequent. All are closed here, for all sessions of
the process.

It looks for a newer request whenever a script draws or touches the state of its session, and starts over
with it: before callbacks and inside them, too. Of two keys pressed within a tenth of a second the first
would then often do nothing, or half of what it does. Here it looks once callbacks are through. That takes
``runner.fastReruns = false`` beside it, by which a request that was not begun yet is joined with the newer
one; otherwise the older of the two is dropped.

And a request that comes between the end of a run and the moment at which its last messages are taken up
starts a new run, and those messages are thrown away: the end of a page would not be drawn when it is asked
just then, by itself, whether others have logged something. Here such a request waits its turn.

And what part of a page asks for by itself while a click leads to another page is done after the switch, as
on the page that was left: the browser then clears away the new one and nothing is drawn in its place. Here
the new page runs again instead.

And what asks by itself says where all widgets of the page stand, the button that was pressed a moment ago
among them: its work would be done twice, once for the asking and once for the click; or the address and the
choices of before a switch would undo the switch. Here it only asks; the click's own request says the rest.
"""

from __future__ import annotations

import functools
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)
from streamlit.runtime.state.safe_session_state import SafeSessionState

TURN_SECONDS = 0.005


def keep_every_click() -> None:
    """Close the races in this process; asked again, nothing happens."""
    if not hasattr(SafeSessionState.on_script_will_rerun, "__wrapped__"):
        SafeSessionState.on_script_will_rerun = _uninterrupted(
            SafeSessionState.on_script_will_rerun
        )
        AppSession.request_rerun = _in_turn(AppSession.request_rerun)
        ScriptRunner._run_script = _on_the_page_shown(ScriptRunner._run_script)
        ScriptRequests._request_rerun_locked = _only_asking(ScriptRequests._request_rerun_locked)


def keep_every_cache() -> None:
    """Have no browser empty the caches of all sessions, which Streamlit lets any visitor's ask for.

    A visitor by a link could else have every page of everybody be computed anew, again and again.
    """
    AppSession._handle_clear_cache_request = _ignored


def _ignored(self: AppSession) -> None:
    """The menu that asks for it is not shown; who asks all the same is not heard."""


def _uninterrupted(call_callbacks: Callable[..., None]) -> Any:
    @functools.wraps(call_callbacks)
    def to_the_end(state: SafeSessionState, *args: Any, **kwargs: Any) -> None:
        runner = getattr(state._yield_callback, "__self__", None)
        if not isinstance(runner, ScriptRunner):
            call_callbacks(state, *args, **kwargs)
            return
        # Streamlit's own sign that there is no script to break off at the moment.
        runner._execing = False
        try:
            call_callbacks(state, *args, **kwargs)
        finally:
            runner._execing = True

    return to_the_end


def _in_turn(request_rerun: Callable[[AppSession, Any], None]) -> Any:
    waiting: WeakKeyDictionary[AppSession, deque[Any]] = WeakKeyDictionary()
    delayed: WeakSet[AppSession] = WeakSet()

    def begin(session: AppSession) -> None:
        delayed.discard(session)
        queue = waiting[session]
        while queue:
            if _is_leaving(session):
                delayed.add(session)
                session._event_loop.call_later(TURN_SECONDS, begin, session)
                return
            request_rerun(session, queue.popleft())

    @functools.wraps(request_rerun)
    def one_after_the_other(session: AppSession, client_state: Any) -> None:
        waiting.setdefault(session, deque()).append(client_state)
        if session not in delayed:
            begin(session)

    return one_after_the_other


def _on_the_page_shown(run_script: Callable[[ScriptRunner, RerunData], None]) -> Any:
    @functools.wraps(run_script)
    def on_the_page_shown(runner: ScriptRunner, request: RerunData) -> None:
        shown = runner._pages_manager.current_page_script_hash
        if request.fragment_id_queue and shown != request.page_script_hash:
            address = runner._get_script_run_ctx().query_string
            request = replace(
                request, fragment_id_queue=[], page_script_hash=shown, query_string=address
            )
        run_script(runner, request)

    return on_the_page_shown


def _only_asking(request: Callable[[ScriptRequests, RerunData], bool]) -> Any:
    @functools.wraps(request)
    def only_asking(requests: ScriptRequests, new: RerunData) -> bool:
        if not new.is_auto_rerun:
            return request(requests, new)
        waiting = requests._rerun_data
        if requests._state is ScriptRequestType.RERUN and not waiting.fragment_id_queue:
            # The whole page is about to run, its parts that ask by themselves among it.
            return True
        return request(requests, replace(new, widget_states=None))

    return only_asking


def _is_leaving(session: AppSession) -> bool:
    """Whether the last run takes no more requests but has messages on their way."""
    runner = session._scriptrunner
    return runner is not None and runner._requests._state is ScriptRequestType.STOP
