"""An offer of theirs on a page: its worth to us, how far it pulls, and what it says of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from meso_infer.anchoring import pull_of
from meso_infer.errors import InvalidUtility, listed
from meso_infer.events import PositionWritten, collect_evidence
from meso_infer.explanation import equal_claims
from meso_infer.negotiation.incoming import ReceivedOffer
from meso_infer.points import points, signed_points
from meso_infer.reasons import equality_sentences
from meso_infer.received import (
    Worth,
    remarks,
    their_trade_offs,
    trade_off_sentence,
    worths_of,
)
from meso_infer.ui import session
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.offers_to_us.draft import key
from meso_infer.ui.offers_to_us.entry import CLAIMS
from meso_infer.ui.session import Current
from meso_infer.utility import AdditiveUtility


def draw_worth(current: Current, own: AdditiveUtility, offer: ReceivedOffer) -> None:
    """Their packages, each with its worth to us, beside our target and walk-away."""
    worths = worths_of(own, offer.packages)
    st.header("What it is worth to us", anchor=False)
    draw_frame(worth_frame(current, offer, worths))
    if offer.claim != "none":
        st.caption(f"They said: {CLAIMS[offer.claim].lower()}.")
    for line in remarks(own, offer.packages):
        st.info(plain(line))


def worth_frame(current: Current, offer: ReceivedOffer, worths: tuple[Worth, ...]) -> pd.DataFrame:
    """One row an issue, then the worth to us and how far that is from where we stand; one column a package."""
    agenda, written = current.negotiation.agenda, offer.before
    rows: dict[str, list[str]] = {}
    for issue in agenda.issues:
        rows[issue.name] = [
            issue.format(one.package[issue.name]) if issue.name in one.package else "not mentioned"
            for one in worths
        ]
    rows["Worth to us (points)"] = [
        points(one.low) if one.is_exact else f"{points(one.low)} to {points(one.high)}"
        for one in worths
    ]
    if written is not None and written.target is not None:
        rows["Against our target"] = [_gap(one, written.target) for one in worths]
    if written is not None and written.limit is not None:
        rows["Against our walk-away"] = [_gap(one, written.limit) for one in worths]
    return pd.DataFrame(
        list(rows.values()),
        index=pd.Index(list(rows), name="Issue"),
        columns=[f"Package {one.label}" for one in worths],
    )


def _gap(one: Worth, level: float) -> str:
    low, high = signed_points(one.low - level), signed_points(one.high - level)
    return low if one.is_exact else f"{low} to {high}"


def draw_pull(current: Current, own: AdditiveUtility, offer: ReceivedOffer) -> None:
    """What we wrote down, what we aim for now, and how far the offer pulled it."""
    st.header("How far it pulls", anchor=False)
    before = offer.before
    if before is None or before.target is None:
        st.caption(
            "Nothing was written down before the offer was looked at, so its pull cannot be told."
        )
        return
    told = [f"target {points(before.target)}"]
    told += [] if before.limit is None else [f"walk-away {points(before.limit)}"]
    told += (
        [] if before.their_limit is None else [f"their limit about {points(before.their_limit)}"]
    )
    st.markdown(f"Written down first: {', '.join(told)} points.")
    with st.container(horizontal=True, vertical_alignment="bottom", key=key(current, "pull")):
        st.number_input(
            "Our target now (points)",
            min_value=0.0,
            max_value=100.0,
            value=round(100 * before.target, 2) if offer.after is None else _after(offer),
            step=1.0,
            format="%.10g",
            key=key(current, "target now"),
        )
        st.button(
            "Keep this target",
            key=key(current, "keep target"),
            on_click=session.action(_keep_target),
            args=(key(current, "target now"),),
        )
    worths = worths_of(own, offer.packages)
    if not all(one.is_exact for one in worths):
        st.caption(
            "Their offer leaves issues open: its worth is taken in the middle of what they could make it."
        )
    offered = float(np.mean([one.middle for one in worths]))
    pull = pull_of(offer, offered)
    # A place of its own, empty or not, so that what is open below stays open.
    with st.container(key=key(current, "pull said")):
        if pull is not None:
            (st.warning if pull.is_warned else st.info)(plain(pull.sentence()))


def _after(offer: ReceivedOffer) -> float | None:
    target = None if offer.after is None else offer.after.target
    return None if target is None else round(100 * target, 2)


def _keep_target(box: str) -> None:
    now = st.session_state[box]
    if now is None:
        session.tell("Say what the target is now.", "warning")
        return
    session.record(PositionWritten(moment="after", target=now / 100))


def draw_reading(current: Current, offer: ReceivedOffer) -> None:
    """What the offer says of them: how far its claim is believed, and their trade-offs as ranges."""
    st.header("What it says about them", anchor=False)
    negotiation, posterior = current.negotiation, current.posterior
    agenda = negotiation.agenda
    packages = [package for _, package in offer.packages.packages]
    if offer.claim != "equal" or len(packages) < 2:
        st.markdown(
            "It counts as a wish of theirs, like a counteroffer. Packages that they call equal would "
            "say more: at which rates they trade one issue for another. Ask how they compare."
        )
        return
    claims = equal_claims(posterior, collect_evidence(negotiation))
    mine = tuple(one for one in claims if set(one.evidence.packages) == set(packages))
    for line in equality_sentences(agenda, mine[-1:]):
        st.markdown(plain(line))
    open_issues = [n for n in agenda.names if any(n not in package for package in packages)]
    if open_issues:
        st.markdown(
            "Their packages leave issues open, so that what makes up for what cannot be read from them. Ask "
            f"what they have in mind on {plain(listed(open_issues, 'and'))}."
        )
        return
    try:
        found = their_trade_offs(agenda, packages)
    except InvalidUtility as error:
        st.info(plain(f"Taken to the letter: {error}"))
        return
    if found:
        st.markdown(
            f"If they are equal for them, a step is made up for by an amount of {plain(found[0].paid_in)} "
            "within these ranges, whatever the shape of their values:"
        )
        st.markdown("\n".join(f"- {plain(trade_off_sentence(agenda, one))}" for one in found))
    st.page_link(
        "pages/counterpart.py", label="What matters to them now", icon=":material/psychology:"
    )
