"""Before an offer of theirs is looked at: what we aim for, written down, and then the offer itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import partial

import streamlit as st

from meso_infer.events import OfferReceived, PositionWritten
from meso_infer.packages import LABELS
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.offers_to_us.draft import forget, keep, key, packages_in, restore
from meso_infer.ui.options import option_input
from meso_infer.ui.session import Current

CLAIMS = {
    "equal": "All are worth the same to them",
    "similar": "About the same",
    "none": "Nothing",
}
NOTHING = "none"


def draw_writing(current: Current) -> None:
    """The three numbers to write down before their offer is looked at, and the way to do without."""
    negotiation = current.negotiation
    restore(current)
    st.header("Write your target first", anchor=False)
    waits = negotiation.incoming.open is not None
    st.markdown(
        ("An offer of theirs is logged. It is shown once this is written down. " if waits else "")
        + "A number that is seen first pulls what one aims for. Say where you stand before you look: "
        "the pull is measured against it."
    )
    floor, target = negotiation.limits
    with st.container(horizontal=True, key=key(current, "numbers")):
        _draw_points("Our target (points)", current, "target", target)
        _draw_points("Our walk-away (points)", current, "limit", floor)
        _draw_points(
            "Their limit, as you guess it (points)",
            current,
            "their limit",
            None,
            "The most that they would give in the end: what that deal would be worth to us.",
        )
    st.button(
        "Keep these, then look",
        type="primary",
        key=key(current, "write"),
        on_click=session.action(_write),
        args=(current,),
    )
    with st.expander("Look without writing them down", key=key(current, "skipping")):
        knows = st.checkbox(
            "I know that the pull cannot be measured then", key=key(current, "skip knowingly")
        )
        st.button(
            "Look anyway",
            key=key(current, "skip"),
            disabled=not knows,
            on_click=session.action(_skip),
            help="The log keeps that nothing was written down.",
        )


def _draw_points(
    label: str, current: Current, name: str, start: float | None, about: str | None = None
) -> None:
    shown = None if start is None else round(100 * start, 2)
    st.session_state.setdefault(key(current, name), shown)
    st.number_input(
        label,
        min_value=0.0,
        max_value=100.0,
        value=None,
        step=1.0,
        format="%.10g",
        placeholder="0 to 100",
        key=key(current, name),
        help=about,
        on_change=session.action(keep),
        args=(current,),
    )


def _write(current: Current) -> None:
    target, limit, theirs = (
        st.session_state.get(key(current, name)) for name in ("target", "limit", "their limit")
    )
    if target is None or limit is None or theirs is None:
        session.tell("Fill in all three numbers; a rough guess will do.", "warning")
        return
    session.record(
        PositionWritten(target=target / 100, limit=limit / 100, their_limit=theirs / 100)
    )


def _skip() -> None:
    session.record(PositionWritten(skipped=True))


def draw_entry(current: Current) -> None:
    """The form for the packages that they put to us."""
    agenda = current.negotiation.agenda
    restore(current)
    typed = {"on_change": session.action(keep), "args": (current,)}
    st.header("What they offer", anchor=False)
    st.caption("Kept as you type, until you log it.")
    st.session_state.setdefault(key(current, "n"), 2)
    choices.segmented_control(
        "How many packages", (1, 2, 3, 4, 5), required=True, key=key(current, "n"), **typed
    )
    labels = _labels(current)
    grid = st.grid(min(len(labels), 3), min_column_width=220, key=key(current, "packages"))
    for label in labels:
        with grid.container(border=True, gap="xsmall", key=key(current, "package", label)):
            st.markdown(f"**Package {label}**")
            for issue in agenda.issues:
                option_input(
                    issue,
                    key(current, label, issue.name),
                    partial(session.action(keep), current),
                    blank="not mentioned",
                    asked=label,
                )
    with st.container(horizontal=True, key=key(current, "terms")):
        st.session_state.setdefault(key(current, "claim"), NOTHING)
        st.selectbox(
            "What they said of how the packages compare",
            list(CLAIMS),
            format_func=CLAIMS.__getitem__,
            key=key(current, "claim"),
            **typed,
        )
        st.session_state.setdefault(key(current, "until"), None)
        st.date_input("It stands until", key=key(current, "until"), **typed)
    st.button(
        "Log their offer",
        type="primary",
        key=key(current, "log"),
        on_click=session.action(_log),
        args=(current,),
    )


def _labels(current: Current) -> tuple[str, ...]:
    return LABELS[: st.session_state[key(current, "n")] or 2]


def _log(current: Current) -> None:
    negotiation = current.negotiation
    typed = packages_in(current)
    packages = {label: typed[label] for label in _labels(current) if label in typed}
    if not packages:
        session.tell("Fill in at least one option of one package.", "warning")
        return
    claim, until = (st.session_state[key(current, name)] for name in ("claim", "until"))
    ends = None
    if isinstance(until, date):
        ends = datetime.combine(until, time(23, 59, 59), UTC)
    event = OfferReceived.model_validate({"packages": packages, "claim": claim, "deadline": ends})
    session.record(event)
    forget(current)
    names = ", ".join(plain(label) for label in packages)
    session.tell(f"Logged: {plain(negotiation.counterpart)} offered {names}.")
