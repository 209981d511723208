"""Starting a game, and the games so far; both stand apart from real negotiations."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from meso_infer.negotiation import Header, Negotiation
from meso_infer.negotiation.game_terms import LEAST_ROUNDS, MOST_ROUNDS, GameTerms
from meso_infer.play import (
    Difficulty,
    base_headers,
    is_game,
    read_from_guess,
    read_from_shown,
    result_of,
    seed_of,
    start_game,
    truth_of,
)
from meso_infer.points import points
from meso_infer.storage import StoredSummary
from meso_infer.ui import choices, in_view, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.priority_inputs import draw_points, points_in

MOST_SHOWN = 20
SEED_BYTES = 16

WORDS: dict[str, dict[str, str]] = {
    "consistency": {"steady": "steady", "human": "like a person", "erratic": "erratic"},
    "talk": {"quiet": "quiet", "ordinary": "says some things", "talkative": "talkative"},
    "bluff": {"never": "honest", "may bluff": "may bluff"},
    "patience": {
        "short": "little patience",
        "ordinary": "average patience",
        "long": "much patience",
    },
}
"""What each word of the difficulty is called on the page."""
ASKED = {
    "consistency": "Their choices are",
    "talk": "They are",
    "bluff": "What they say is",
    "patience": "They show",
}
"""How each of them is asked about."""
BASE, ADJUST, ROUNDS = "play.base", "play.adjust", "play.rounds"
OPENED = "play.open"


# --- starting ---------------------------------------------------------------------------------------


def begin(base: Header, difficulty: Difficulty, seed: str | None = None) -> None:
    """Start a game and show it; without a seed the counterpart is a new one."""
    drawn = secrets.token_hex(SEED_BYTES) if seed is None else seed
    chosen = start_game(session.store(), base, difficulty, seed=drawn, now=session.now())
    in_view.switch_to(chosen)
    session.go_to("pages/live.py")


def play_on() -> None:
    """From the example: the same job, a new candidate."""
    begin(next(iter(base_headers().values())), Difficulty())


def rematch(*, same: bool) -> None:
    """Play the game that is shown again, against the same counterpart or another."""
    last = session.seen()
    header = last.negotiation.header
    difficulty = Difficulty() if header.game is None else Difficulty.of(header.game)
    seed = seed_of(session.store(), last.negotiation_id) if same else None
    begin(header, difficulty, seed)


def draw_play() -> None:
    """Draw how to start a game, and how the games so far went."""
    st.header("Play", anchor=False)
    st.caption(
        "Practise against a simulated counterpart. What matters to them is hidden; you offer packages, "
        "they answer, and at the end you see the truth beside your reading and the tool's. Games are "
        "kept apart: nothing is learnt from them about real people."
    )
    with st.expander("Set up a game", key="play.setup"):
        _draw_base()
        _draw_difficulty()
        st.button(
            "Start the game",
            key="play.start",
            type="primary",
            icon=":material/sports_esports:",
            on_click=session.action(_start),
        )
    _draw_history()


def _start() -> None:
    begin(_base(), _difficulty())


def _draw_base() -> None:
    bases = base_headers()
    name = st.selectbox("What to negotiate", list(bases), key=BASE)
    base = bases[name]
    own = base.own
    if own is None or session.share_safe():
        return
    issues = base.agenda.names
    st.caption(f"{plain(base.counterpart)} across the table, about {plain(', '.join(issues))}.")
    low, high = own.reservation_value or 0.4, own.aspiration_value or 0.75
    st.slider(
        "Our walk-away and our target, in points",
        0,
        100,
        (round(100 * low), round(100 * high)),
        key=_of_base("limits", name),
        help="Below the walk-away you are better off without a deal. The first packages aim at the target.",
    )
    if st.checkbox("Change what the issues are worth to us", key=ADJUST):
        starts = {one: 100 * own.weights[one] for one in issues}
        draw_points(issues, _of_base("own", name), starts)


def _of_base(what: str, name: str) -> str:
    return f"play.{what}.{name}"


def _base() -> Header:
    """What is negotiated, with our own side as it was changed."""
    name = st.session_state[BASE]
    base = base_headers()[name]
    limits = st.session_state.get(_of_base("limits", name))
    if base.own is None or limits is None:
        return base
    ends: dict[str, Any] = {
        "reservation_value": limits[0] / 100,
        "aspiration_value": limits[1] / 100,
    }
    given = points_in(base.agenda.names, _of_base("own", name))
    total = sum(given.values())
    if st.session_state.get(ADJUST) and total > 0:
        ends["weights"] = {issue: value / total for issue, value in given.items()}
    return replace(base, own=base.own.model_copy(update=ends))


def _draw_difficulty() -> None:
    usual = Difficulty()
    grid = st.grid(2, min_column_width=260, key="play.difficulty")
    for name in ASKED:
        with grid.container(key=f"play.word.{name}"):
            _draw_words(name, getattr(usual, name))
    st.slider(
        "They leave after so many offers of ours",
        LEAST_ROUNDS,
        MOST_ROUNDS,
        usual.rounds,
        key=ROUNDS,
    )


def _draw_words(name: str, default: str) -> None:
    words = WORDS[name]
    choices.segmented_control(
        ASKED[name],
        list(words),
        default=default,
        required=True,
        format_func=lambda one: words[one],
        key=_choice(name),
    )


def _choice(name: str) -> str:
    return f"play.choice.{name}"


def _difficulty() -> Difficulty:
    chosen = {name: st.session_state[_choice(name)] for name in WORDS}
    return Difficulty(st.session_state[ROUNDS], **chosen)


def difficulty_in_words(terms: GameTerms) -> str:
    """``'like a person, says some things, honest, little patience'``."""
    return ", ".join(WORDS[name][getattr(terms, name)] for name in WORDS)


# --- the games so far -------------------------------------------------------------------------------


def _draw_history() -> None:
    games = [one for one in session.summaries() if is_game(one)]
    if not games or session.share_safe():
        return
    st.markdown("**Games so far**")
    rows = [_row(summary) for summary in games[:MOST_SHOWN]]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key="play.history",
        column_config={
            "Your reading was off by": st.column_config.TextColumn(
                help="Points of 100 put with the wrong issue; less is better."
            ),
            "The tool's": st.column_config.TextColumn(help="The same for the tool's estimate."),
        },
        alt=f"{len(rows)} games: how each ended, what it was worth to you, how well they were read.",
    )
    if len(games) > MOST_SHOWN:
        st.caption(f"The {MOST_SHOWN} games played last, of {len(games)}.")
    titles = {one.negotiation_id: str(one.header.get("title", "Game")) for one in games}
    with st.container(horizontal=True, vertical_alignment="bottom", key="play.open_bar"):
        st.selectbox(
            "Open a game",
            list(titles),
            format_func=lambda one: titles[one],
            key=OPENED,
            width=320,
        )
        st.button("Open the game", key="play.open_button", on_click=session.action(_open))


def _open() -> None:
    in_view.switch_to(st.session_state[OPENED])
    session.go_to("pages/live.py")


def _row(summary: StoredSummary) -> dict[str, str]:
    negotiation = session.looked_at(summary).negotiation
    terms = negotiation.header.game
    yours, tool = misplaced_points(negotiation)
    deal, own = negotiation.agreed_package, negotiation.own
    return {
        "Game": negotiation.title,
        "How it stands": result_of(negotiation),
        "Worth to you": ""
        if deal is None or own is None
        else f"{points(own.utility(deal))} points",
        "Your reading was off by": yours,
        "The tool's": tool,
        "Counterpart": "" if terms is None else difficulty_in_words(terms),
    }


def misplaced_points(negotiation: Negotiation) -> tuple[str, str]:
    """How far our reading and the tool's were off, in words; empty before the truth is known."""
    truth = truth_of(negotiation)
    if truth is None:
        return "", ""
    weights = truth.counterpart_utility.weights
    guess, shown = negotiation.own_guess, read_from_shown(negotiation)
    yours = None if guess is None else read_from_guess(guess, negotiation.header.agenda.names)
    return tuple(  # type: ignore[return-value]
        "not read" if one is None else f"{one.misplaced(weights):.0f} points"
        for one in (yours, shown)
    )
