"""What is believed about them, why, and how far it is to be trusted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from meso_infer.charts import Chart, dot_counts, plausible_worlds, priority_ridges
from meso_infer.evaluation.guesses import MIRRORED, compare_guess, mirror_distance
from meso_infer.events import collect_evidence
from meso_infer.explanation import equal_claims, limits
from meso_infer.explanation.common_ground import compatible_sentences
from meso_infer.explanation.identification import blind_spots
from meso_infer.headline import (
    answers,
    direction_sentences,
    headline,
    issue_sentences,
    percent,
    ranked,
    with_interval,
)
from meso_infer.posterior import Posterior, Summary
from meso_infer.reasons import equality_sentences, limit_sentences, talk_sentence
from meso_infer.sheet import guess_from_points, problems
from meso_infer.ui import address, certainty_strip, session
from meso_infer.ui.counterpart import what_if, why
from meso_infer.ui.drawing import draw, draw_frame, plain
from meso_infer.ui.live.round_page import before_answers
from meso_infer.ui.session import Current
from meso_infer.ui.setup.draft import SetupDraft
from meso_infer.ui.setup.limits import draw_guess_inputs

AS_OF = "as_of"
"""Query parameter: the place in the log as of which the page looks."""

LONGEST_PLACE = 9
"""Digits of a place in the log."""

OF = "counterpart.of"
WORLDS = 50


# --- as of when -----------------------------------------------------------------------------------


def choose_moment(current: Current) -> Current:
    """Draw the slider over the log and return the negotiation as of the event chosen."""
    last = current.sequence
    if st.session_state.get(OF, current.negotiation_id) != current.negotiation_id:
        for parameter in (AS_OF, what_if.LEFT_OUT, what_if.CHOICES):
            st.query_params.pop(parameter, None)
    st.session_state[OF] = current.negotiation_id
    if last < 1:
        return current
    key = f"counterpart:{current.negotiation_id}:{current.created}:{last}:as_of"
    address.follow(AS_OF, key, lambda asked: _asked(last, asked))
    rounds = {entry.sequence: entry.round for entry in current.negotiation.log}
    chosen = st.select_slider(
        "As of round and event",
        range(last + 1),
        format_func=lambda one: f"round {rounds[one]}, event {one}" if one else "start",
        key=key,
        on_change=_move,
        args=(key, last),
        help="Look back: what was believed after the first events of the log.",
    )
    if chosen == last:
        return current
    words = "before anything was logged"
    if chosen:
        entry = current.negotiation.log[chosen - 1]
        words = f"after: {entry.event.describe(current.negotiation.agenda)}"
    st.caption(f"Looking back, {plain(words)}. Later events are left out.")
    return current.as_of(chosen)


def _asked(last: int, asked: Sequence[str]) -> int:
    text = asked[0] if asked else ""
    # The address may hold anything: a number longer than any log's is no place in it.
    return min(int(text), last) if text.isdecimal() and len(text) <= LONGEST_PLACE else last


def _move(key: str, last: int) -> None:
    address.keep(AS_OF, key, lambda chosen: [] if chosen == last else [str(chosen)])


# --- what is believed -----------------------------------------------------------------------------


def draw_estimate(shown: Current) -> None:
    """Draw what is believed as of an event: sentences, ridges, ranks, reasons, directions."""
    posterior = shown.posterior
    if posterior.n_informative == 0:
        _draw_no_evidence(shown)
        return
    before = before_answers(shown)
    earlier = before if before.n_evidence != posterior.n_evidence else None
    st.header(plain(headline(posterior)), anchor=False)
    said = [one.text for one in issue_sentences(posterior, earlier)]
    st.markdown("\n".join(f"- {plain(text)}" for text in said))
    certainty_strip.draw_metric(shown, "counterpart")
    why.draw_alerts(shown)
    st.subheader("What matters to them", anchor=False)
    draw(_ridges(shown.key, posterior, earlier), "counterpart.ridges")
    if earlier is not None:
        st.caption("Grey: before the answers to the last offer.")
    why.draw_because(shown)
    what_if.draw_what_if(shown)
    if posterior.agenda.n_issues > 1:
        draw_ranks(shown)
    _draw_directions(posterior)
    _draw_common_ground(shown)
    _draw_blind_spots(shown)


def _draw_no_evidence(shown: Current) -> None:
    posterior = shown.posterior
    st.header(plain(headline(posterior)), anchor=False)
    st.info(
        "Their priorities, with how sure each is and why, stand here once they have answered. Nothing is "
        "ranked before. Which way they lean on an issue is taken from Setup until then."
    )
    st.page_link("pages/live.py", label="Log what they answered", icon=":material/forum:")
    if posterior.n_evidence:
        why.draw_alerts(shown)
        why.draw_because(shown)


@st.cache_resource(max_entries=session.KEPT, show_spinner=False)
def _ridges(key: session.Key, _posterior: Posterior, _earlier: Posterior | None) -> Chart:
    return priority_ridges(_posterior, _earlier)


@st.cache_resource(max_entries=session.KEPT, show_spinner=False)
def _worlds(key: session.Key, _posterior: Posterior) -> Chart:
    return plausible_worlds(_posterior)


def draw_ranks(shown: Current) -> None:
    """Draw in how many of fifty plausible worlds each issue takes each place."""
    posterior = shown.posterior
    st.subheader("In fifty plausible worlds", anchor=False)
    draw(_worlds(shown.key, posterior), "counterpart.worlds", twin=False)
    draw_frame(rank_frame(posterior))
    st.caption(f"Worlds of 50 in which an issue takes a place. {answers(posterior.n_informative)}.")


def rank_frame(posterior: Posterior) -> pd.DataFrame:
    """One row an issue, one column a place: worlds of fifty; each column sums to fifty."""
    ranks = posterior.rank_probabilities()
    places = range(posterior.agenda.n_issues)
    columns = {
        _place(k): dot_counts({name: chances[k] for name, chances in ranks.items()}) for k in places
    }
    order = ranked(posterior)
    frame = pd.DataFrame({place: [n[name] for name in order] for place, n in columns.items()})
    return frame.set_index(pd.Index(order, name="Issue"))


def _place(k: int) -> str:
    return {0: "1st", 1: "2nd", 2: "3rd"}.get(k, f"{k + 1}th")


def _draw_directions(posterior: Posterior) -> None:
    sentences = direction_sentences(posterior)
    if not sentences:
        return
    st.subheader("Which way they lean", anchor=False)
    st.markdown("\n".join(f"- {plain(text)}" for text in sentences))


def _draw_common_ground(shown: Current) -> None:
    own = shown.negotiation.own
    sentences = () if own is None else _compatible(shown.key)
    if sentences:
        st.subheader("Where both sides want the same", anchor=False)
        st.markdown("\n".join(f"- {plain(text)}" for text in sentences))


@st.cache_resource(max_entries=session.KEPT, show_spinner=False)
def _compatible(key: session.Key) -> tuple[str, ...]:
    shown = Current(*key[1:])
    own = shown.negotiation.own
    return () if own is None else tuple(compatible_sentences(shown.posterior, own))


def _draw_blind_spots(shown: Current) -> None:
    negotiation = shown.negotiation
    sentences = blind_spots(negotiation.agenda, collect_evidence(negotiation), negotiation.own)
    if sentences:
        st.subheader("What their answers cannot tell", anchor=False)
        st.markdown("\n".join(f"- {plain(text)}" for text in sentences))


# --- our own guess --------------------------------------------------------------------------------


def draw_guess(current: Current, shown: Current) -> None:
    """Draw our guess beside the evidence; where none was made, the form for it."""
    st.subheader("Our guess and the evidence", anchor=False)
    guess = current.negotiation.own_guess
    if guess is None:
        _draw_guess_form(current)
        return
    posterior = shown.posterior
    rows = compare_guess(guess, posterior)
    frame = pd.DataFrame(
        [
            (
                row.issue,
                f"place {row.place}" if row.guessed is None else percent(row.guessed),
                with_interval(row.estimate) if posterior.n_informative else "no evidence",
                "" if row.inside is None or not posterior.n_informative else _fits(row.inside),
            )
            for row in rows
        ],
        columns=["Issue", "Our guess", "Estimate", "Fits"],
    )
    draw_frame(frame.set_index("Issue"))
    own = current.negotiation.own
    distance = None if own is None else mirror_distance(guess, own)
    if distance is not None and distance < MIRRORED:
        st.caption(
            "The guess is nearly the same as our own priorities. Many negotiators start from such a "
            "mirror; the other side often cares about other things."
        )


def _fits(inside: bool) -> str:
    return "within what is plausible" if inside else "outside what is plausible"


def _draw_guess_form(current: Current) -> None:
    draft = SetupDraft(current)
    found = problems(draft.sheet())
    draw_guess_inputs(draft, found, "counterpart")
    st.button(
        "Keep this guess",
        key="counterpart.keep_guess",
        on_click=session.action(_keep_guess),
        args=(draft,),
    )


def _keep_guess(draft: SetupDraft) -> None:
    agenda = session.seen().negotiation.agenda
    sheet = draft.collected()
    given = {row.name: row.guess for row in sheet.issues if row.name in agenda.names}
    session.record(guess_from_points(given))
    draft.keep(sheet)
    session.tell("Our guess is kept. It stays in the log as it was made.")


# --- how it was estimated -------------------------------------------------------------------------


def draw_model(shown: Current) -> None:
    """Draw, in words, how the estimate was made and whether it is to be trusted."""
    posterior = shown.posterior
    with st.expander("How this was estimated", key="counterpart.model"):
        evidence = collect_evidence(shown.negotiation)
        stated, claims = limits(posterior, evidence), equal_claims(posterior, evidence)
        said = [*model_sentences(posterior), *limit_sentences(stated, posterior)]
        said += equality_sentences(shown.negotiation.agenda, claims)
        st.markdown("\n".join(f"- {plain(text)}" for text in said))


def model_sentences(posterior: Posterior) -> tuple[str, ...]:
    """The estimate's making in sentences: evidence used, what was left open, trust, version, seed."""
    diagnostics = posterior.diagnostics
    used = posterior.n_evidence
    sharpness = posterior.sharpness()
    talk = talk_sentence(posterior)
    return (
        f"Events used: {used}, {posterior.n_informative} of them informative.",
        "How closely their picks follow what is best for them is estimated along: sharpness "
        f"{_range(sharpness, 0)}. At 0 picks would be chance; above 20 they hardly ever miss.",
        "How good a deal they hold out for is estimated along: "
        f"{_range(_as_points(posterior.reservation()), 0)} of 100 in the first round.",
        *([talk] if talk else []),
        f"{posterior.n_draws:,} plausible counterparts were drawn"
        + (" from the starting assumptions." if diagnostics.method == "prior" else "."),
        "All checks of the computation passed."
        if diagnostics.trusted
        else "Not to be trusted: a check of the computation still failed after more work.",
        *diagnostics.notes,
        f"Model {posterior.model_version}, seed {posterior.seed}. The same log always gives the "
        "same numbers.",
    )


def _range(summary: Summary, digits: int) -> str:
    return f"{summary.mean:.{digits}f} (90%: {summary.q05:.{digits}f}–{summary.q95:.{digits}f})"


def _as_points(summary: Summary) -> Summary:
    return Summary(**{name: 100 * value for name, value in vars(summary).items()})
