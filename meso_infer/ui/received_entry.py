"""Before an offer of theirs is looked at: what we aim for, written down, and then the offer itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import streamlit as st

from meso_infer.events import OfferReceived, PositionWritten
from meso_infer.issues import Option
from meso_infer.packages import LABELS
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.options import option_input, option_of
from meso_infer.ui.session import Current

CLAIMS = {
    "equal": "All are worth the same to them",
    "similar": "About the same",
    "none": "Nothing",
}


def key(current: Current, *parts: str) -> str:
    """Key of a widget that belongs to one offer of theirs."""
    number = len(current.negotiation.incoming.offers)
    return ":".join(("received", current.negotiation_id, str(number), *parts))


def draw_writing(current: Current) -> None:
    """The three numbers to write down before their offer is looked at, and the way to do without."""
    negotiation = current.negotiation
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
    st.number_input(
        label,
        min_value=0.0,
        max_value=100.0,
        value=None if start is None else round(100 * start, 2),
        step=1.0,
        format="%.10g",
        placeholder="0 to 100",
        key=key(current, name),
        help=about,
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
    st.header("What they offer", anchor=False)
    many = st.segmented_control(
        "How many packages", (1, 2, 3, 4, 5), default=2, required=True, key=key(current, "n")
    )
    labels = LABELS[: int(many or 2)]
    grid = st.grid(min(len(labels), 3), min_column_width=220, key=key(current, "packages"))
    for label in labels:
        with grid.container(border=True, gap="xsmall", key=key(current, "package", label)):
            st.markdown(f"**Package {label}**")
            for issue in agenda.issues:
                option_input(
                    issue, key(current, label, issue.name), None, blank="not mentioned", asked=label
                )
    with st.container(horizontal=True, key=key(current, "terms")):
        claim = st.selectbox(
            "What they said of how the packages compare",
            list(CLAIMS),
            index=len(CLAIMS) - 1,
            format_func=CLAIMS.__getitem__,
            key=key(current, "claim"),
        )
        until = st.date_input("It stands until", value=None, key=key(current, "until"))
    st.button(
        "Log their offer",
        type="primary",
        key=key(current, "log"),
        on_click=session.action(_log),
        args=(current, labels, claim, until),
    )


def _log(current: Current, labels: tuple[str, ...], claim: str, until: object) -> None:
    negotiation = current.negotiation
    packages: dict[str, dict[str, Option]] = {}
    for label in labels:
        given = {
            name: option_of(st.session_state.get(key(current, label, name)))
            for name in negotiation.agenda.names
        }
        said = {name: option for name, option in given.items() if option is not None}
        if said:
            packages[label] = said
    if not packages:
        session.tell("Fill in at least one option of one package.", "warning")
        return
    ends = None
    if isinstance(until, date):
        ends = datetime.combine(until, time(23, 59, 59), UTC)
    event = OfferReceived.model_validate({"packages": packages, "claim": claim, "deadline": ends})
    session.record(event)
    names = ", ".join(plain(label) for label in packages)
    session.tell(f"Logged: {plain(negotiation.counterpart)} offered {names}.")
