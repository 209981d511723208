"""What a party sees by its link: its own side of a neutral's case, without account, sidebar or frame."""

from __future__ import annotations

import json

import streamlit as st

from meso_infer.mediation import PROTOCOLS, Seat, count_releases
from meso_infer.mediation.case import CaseLog, case_document
from meso_infer.mediation.entries import ItemPassedOn, MediatorMessage, MessageWritten
from meso_infer.mediation.trade_limits import SENTENCE
from meso_infer.ui import next_step, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.party import own_link, protocols, side
from meso_infer.ui.party import seat as party_seat
from meso_infer.ui.party.addresses import PARTY_LINK
from meso_infer.ui.party.frame import run_view

MESSAGE = "party.message"
BEGUN = "message"
"""Under which name the seat keeps what is typed and not sent yet."""


def run() -> None:
    """Draw the view in place of the whole dashboard."""
    run_view("Your side of the talks", party_seat.seat, _draw)


def _draw(seat: Seat, log: CaseLog) -> None:
    header = log.header
    others = [one.id for one in header.parties if one.id != seat.party]
    st.title(plain(header.title), anchor=False)
    with_whom = "the other side" if len(others) == 1 else "the other sides"
    st.markdown(
        f"You are here for **{plain(header.name_of(seat.party))}**. "
        f"{plain(header.neutral)} is the neutral; {with_whom}: {plain(log.names(tuple(others)))}."
    )
    asked = next_step.for_party(log, seat.party)
    # A place of its own, empty or not: what came and went here would throw open tabs back to the first.
    with st.container(key="party.next"):
        if asked and log.vault(seat.party) is not None:
            st.info(f"{plain(asked)} See under *Together*.", icon=":material/pending_actions:")
    _draw_rules(log)
    own, together, messages = st.tabs(["Your side", "Together", "Messages"], key="party.tabs")
    with own:
        side.draw(seat, log)
    with together:
        protocols.draw(log, seat.party)
    with messages:
        _draw_messages(log, seat)
    own_link.draw(party_seat.seat, header.neutral, PARTY_LINK)
    _draw_copy(log)


def _draw_rules(log: CaseLog) -> None:
    neutral = log.header.neutral
    counted = count_releases(one.entry.kind for one in log.log)
    with st.expander("Who sees what", key="party.rules"):
        st.markdown(
            f"What you enter under *Your side* is for you alone. {plain(neutral)} sees of each item what "
            "you allow, and nothing of what you keep private. The others see neither. Whoever runs "
            f"this server could read its database. Whoever has your link sees what you see: {plain(neutral)} "
            "made it; under *Your link* you can put one of your own in its place."
        )
        for one in PROTOCOLS:
            told = "; ".join(f"{release.what} (to {release.to})" for release in one.releases)
            times = f" (so far {counted[one.name]})" if counted[one.name] else ""
            st.markdown(f"- **{one.name}**{times} tells {told}. {one.note}")
        st.markdown(SENTENCE)


# --- messages -------------------------------------------------------------------------------------


def _draw_messages(log: CaseLog, seat: Seat) -> None:
    neutral, party = plain(log.header.neutral), seat.party
    st.caption(
        f"You write to {neutral}, who decides what is passed on, and words it anew. Nobody else "
        "reads what you wrote. What you type is kept for you alone until you send it."
    )
    for one in log.log:
        if isinstance(one.entry, MessageWritten):
            handled = log.handled(one.id)
            fate = "passed on in other words" if handled else f"to {neutral}"
            with st.chat_message("user"):
                st.markdown(plain(one.entry.text))
                st.caption(f"You, {fate} · {one.at:%d %b %H:%M} UTC")
        elif isinstance(one.entry, MediatorMessage):
            with st.chat_message("assistant", avatar=":material/balance:"):
                st.markdown(plain(one.entry.text))
                st.caption(f"{_whence(log, one.entry, party)} · {one.at:%d %b %H:%M} UTC")
        elif isinstance(one.entry, ItemPassedOn):
            with st.chat_message("assistant", avatar=":material/balance:"):
                whose = "Told of you" if one.entry.party == party else _of(log, one.entry.party)
                st.markdown(f"{whose}: {plain(one.entry.words)}.")
                st.caption(f"{neutral} · {one.at:%d %b %H:%M} UTC")
    # What was typed before the page was loaded again, or in another session, is there again.
    st.session_state.setdefault(MESSAGE, str(seat.half_done().get(BEGUN, "")))
    with st.container(border=True, key="party.write"):
        st.text_area(
            f"Write to {neutral}",
            key=MESSAGE,
            max_chars=4000,
            on_change=party_seat.act(_begin),
        )
        st.button("Send", key="party.send", on_click=party_seat.act(_send))


def _whence(log: CaseLog, entry: MediatorMessage, party: str) -> str:
    neutral = plain(log.header.neutral)
    if party not in entry.to:
        return f"{neutral}, to {plain(log.names(entry.to))}, from what you wrote"
    if entry.on_behalf_of is not None:
        return f"{neutral}, for {_of(log, entry.on_behalf_of)}"
    return neutral


def _of(log: CaseLog, party: str) -> str:
    return plain(log.header.name_of(party))


def _begin() -> None:
    words = str(st.session_state[MESSAGE])
    party_seat.seat().keep_half_done(BEGUN, words.strip() and words, now=session.now())


def _send() -> None:
    seat = party_seat.seat()
    seat.write_message(st.session_state[MESSAGE], now=session.now())
    seat.keep_half_done(BEGUN, None, now=session.now())
    st.session_state[MESSAGE] = ""


# --- what stands under everything -----------------------------------------------------------------


def _draw_copy(log: CaseLog) -> None:
    st.download_button(
        "Download what you can see",
        lambda: json.dumps(case_document(log), ensure_ascii=False, indent=1),
        file_name="my-side.json",
        mime="application/json",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
        key="party.copy",
    )
