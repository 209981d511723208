"""One browser session: its cached reads, what it was shown, what it writes, and what to tell the person.

Reads are cached on (database, negotiation, sequence), never on domain objects. Writes happen in
callbacks, through `action` and `record`, against the sequence that the page showed.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, ParamSpec

import streamlit as st
from pydantic import ValidationError

from meso_infer import workflow
from meso_infer.errors import MesoError, StaleWrite, UnknownNegotiation, explain
from meso_infer.events import Event, collect_evidence
from meso_infer.example import ensure_example
from meso_infer.explanation import Influence, influences
from meso_infer.explanation.sensitivity import Sensitivity, sensitivity
from meso_infer.negotiation import LoggedEvent, Negotiation
from meso_infer.posterior import Posterior
from meso_infer.storage import EventStore, StoredSummary, database_url, open_store
from meso_infer.ui.kept_estimates import RUN, Key, to_keep, to_work_with
from meso_infer.upkeep import APPLICATION

P = ParamSpec("P")

Tone = Literal["done", "note", "warning", "error"]

# Keys of `st.session_state` that are not widgets of one page; those of the choice are in `in_view`.
SHARE_SAFE = "shell.share_safe"
KEPT_SAFE = "shell.kept_safe"
SEEN = "shell.seen"
WRITTEN = "shell.written"
DESTINATION = "shell.destination"
LONGEST_FLOATING = 104
MESSAGES, SHOWN = "shell.messages", "shell.messages_shown"
SAFE_ADDRESS = "safe"
"""Query parameter that keeps a shared screen safe when its page is loaded again."""

EXAMPLE_REMOVED = "example-removed"
"""Owner and key of the draft that remembers that the example is not wanted."""

LATE_SECONDS = 5
"""How long after a change a browser may still ask as things stood before."""

KEPT = 64

_log = logging.getLogger("meso_infer")


def now() -> datetime:
    """The time of what is being logged, with zone."""
    return datetime.now(UTC)


# --- the store --------------------------------------------------------------------------------


@st.cache_resource(max_entries=4, show_spinner=False)
def _opened(url: str) -> EventStore:
    store = open_store(url)
    if store.read_draft(APPLICATION, EXAMPLE_REMOVED) is None:
        ensure_example(store, now=now())
    return store


def store() -> EventStore:
    """The store of this process; migrated, and given the example, when it was first opened."""
    return _opened(database_url())


def summaries() -> tuple[StoredSummary, ...]:
    """All negotiations, the one touched last first."""
    return store().list()


# --- the negotiation that is looked at --------------------------------------------------------


@dataclass(frozen=True)
class Current:
    """The negotiation that the page shows, as of one sequence.

    Attributes
    ----------
    created : str
        When it was stored; with the id it names one negotiation for good.
    sequence : int
        How many events of its log are looked at.
    """

    negotiation_id: str
    created: str
    sequence: int
    is_example: bool = False

    @property
    def key(self) -> Key:
        """What cached reads depend on."""
        return database_url(), self.negotiation_id, self.created, self.sequence

    @property
    def negotiation(self) -> Negotiation:
        return RUN.read(_negotiation, self.key)

    @property
    def posterior(self) -> Posterior:
        """The canonical estimate: the same as the library's and the command line's."""
        return RUN.read(_posterior_to_work_with, self.key)

    @property
    def influences(self) -> tuple[Influence, ...]:
        """What each piece of evidence did to the estimate, in order."""
        return _influences(*self.key)

    @property
    def sensitivity(self) -> Sensitivity:
        """The conclusion under other assumptions; costs a few fits when first asked for."""
        return _sensitivity(*self.key)

    def as_of(self, sequence: int) -> Current:
        """The same negotiation after its first `sequence` events."""
        return Current(self.negotiation_id, self.created, sequence, self.is_example)


def _posterior_to_work_with(
    url: str, negotiation_id: str, created: str, sequence: int
) -> Posterior:
    return to_work_with(_posterior(url, negotiation_id, created, sequence))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _negotiation(url: str, negotiation_id: str, created: str, sequence: int) -> Negotiation:
    return workflow.load(_opened(url), negotiation_id, as_of=sequence)


@st.cache_resource(max_entries=KEPT, show_spinner="Estimating what matters to them")
def _posterior(url: str, negotiation_id: str, created: str, sequence: int) -> Posterior:
    return to_keep(workflow.infer(_negotiation(url, negotiation_id, created, sequence)))


@st.cache_resource(max_entries=KEPT, show_spinner="Weighing each answer")
def _influences(
    url: str, negotiation_id: str, created: str, sequence: int
) -> tuple[Influence, ...]:
    key = (url, negotiation_id, created, sequence)
    negotiation = _negotiation(*key)
    return influences(
        to_work_with(_posterior(*key)), collect_evidence(negotiation), negotiation.own
    )


@st.cache_resource(max_entries=KEPT, show_spinner="Trying other assumptions")
def _sensitivity(url: str, negotiation_id: str, created: str, sequence: int) -> Sensitivity:
    key = (url, negotiation_id, created, sequence)
    negotiation = _negotiation(*key)
    return sensitivity(
        to_work_with(_posterior(*key)), collect_evidence(negotiation), negotiation.own
    )


def looked_at(summary: StoredSummary) -> Current:
    """A negotiation of the list, as of now."""
    return Current(
        summary.negotiation_id,
        summary.created_at.isoformat(),
        summary.sequence,
        summary.is_example,
    )


def go_to(path: str) -> None:
    """From a callback: show another page, such as ``"pages/live.py"``, on the run that follows."""
    st.session_state[DESTINATION] = (path, st.query_params.to_dict())


def share_safe() -> bool:
    """Whether the screen may be shared: then nothing private is sent to the browser."""
    return bool(st.session_state.get(SHARE_SAFE, False))


def start_share_safe() -> None:
    """Before the switch is drawn: a new session is safe where the address says so.

    Nothing but the switch makes a safe screen unsafe: not a page that was opened without the address, with
    which Streamlit may forget where switches stood.
    """
    if SHARE_SAFE not in st.session_state:
        safe = SAFE_ADDRESS in st.query_params or st.session_state.get(KEPT_SAFE, False)
        st.session_state[SHARE_SAFE] = safe


def keep_share_safe() -> None:
    """Have the address say whether the screen is safe, so that loading the page again reveals nothing."""
    st.session_state[KEPT_SAFE] = share_safe()
    if share_safe() and SAFE_ADDRESS not in st.query_params:
        st.query_params[SAFE_ADDRESS] = "1"
    elif not share_safe() and SAFE_ADDRESS in st.query_params:
        del st.query_params[SAFE_ADDRESS]


# --- what to tell the person --------------------------------------------------------------------


def tell(text: str, tone: Tone = "done") -> None:
    """Have the shell show a message once, on this run or the next."""
    waiting = st.session_state.setdefault(MESSAGES, [])
    if (tone, text) not in waiting:
        waiting.append((tone, text))


def told() -> list[tuple[Tone, str]]:
    """The messages to show now; they are forgotten with this, unless `tell_again` wants them back."""
    messages: list[tuple[Tone, str]] = st.session_state.pop(MESSAGES, [])
    st.session_state[SHOWN] = messages
    return messages


def floats(tone: Tone, text: str) -> bool:
    """Whether a message floats over the page for a while: Streamlit folds what is longer than a few lines."""
    return tone == "done" and len(text) <= LONGEST_FLOATING


def tell_again() -> None:
    """Before the page is drawn again by itself: keep what stands on it. What floats stays anyway."""
    for tone, text in st.session_state.get(SHOWN, []):
        if not floats(tone, text):
            tell(text, tone)


def apologise(error: Exception) -> None:
    """Log what nobody expected and say so without its innards."""
    _log.error("Unexpected error in the dashboard", exc_info=error)
    tell(
        "Something went wrong that this program did not expect. Nothing that was logged is lost, and "
        "drafts are kept. Reload the page; the details are in the log of the server.",
        "error",
    )


def action(function: Callable[P, Any]) -> Callable[P, None]:
    """Make a callback of a function: what it refuses becomes a message on the page."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except StaleWrite:
            tell(
                "Not done: something was logged in another window at the same moment. This page shows it "
                "now; look at it, and do this again if it is still right.",
                "error",
            )
        except MesoError as error:
            tell(str(error), "error")
        except ValidationError as error:
            tell(f"What was typed cannot be kept: {explain(error)}.", "error")
        except Exception as error:  # noqa: BLE001 - the last place where it can be caught and said
            apologise(error)

    return guarded


# --- writing ------------------------------------------------------------------------------------


def current() -> Current | None:
    """The negotiation as this session was last shown it; None when there is none."""
    return st.session_state.get(SEEN)


def seen() -> Current:
    """The negotiation as this session was last shown it.

    Raises
    ------
    UnknownNegotiation
        When no negotiation is open.
    """
    last = current()
    if last is None:
        raise UnknownNegotiation("No negotiation is open. Start one, or open one from the list.")
    return last


def record(*events: Event) -> Negotiation:
    """Append events to the negotiation that is shown, in one transaction, and see the result.

    Raises
    ------
    StaleWrite
        When others have written since the page was drawn; nothing is written.
    EventRejected
    """
    last = seen()
    after = workflow.record(
        store(), last.negotiation_id, events, expected_sequence=last.sequence, now=now()
    )
    st.session_state[SEEN] = last.as_of(after.sequence)
    own = range(last.sequence + 1, after.sequence + 1)
    st.session_state.setdefault(WRITTEN, set()).update((last.key[:3], place) for place in own)
    return after


def written_by_others(current: Current, after: int) -> tuple[LoggedEvent, ...]:
    """What other sessions have logged in a negotiation since its first `after` events."""
    own = st.session_state.get(WRITTEN, ())
    return tuple(
        entry
        for entry in current.negotiation.log[after:]
        if (current.key[:3], entry.sequence) not in own
    )
