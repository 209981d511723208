"""What to aim for in the next offer: the planned targets, what they promise, and what else could be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from meso_infer.charts import concession_chart
from meso_infer.concession.give_and_take import (
    CURVES,
    curve_targets,
    extremity,
    in_money,
    money_issue,
    their_gap,
)
from meso_infer.concession.patience import Timing
from meso_infer.concession.questions import Act, acts
from meso_infer.concession.targets import ConcessionPlan, Outlook, PlanSettings
from meso_infer.errors import MesoError
from meso_infer.headline import percent
from meso_infer.issues import NumericIssue, whole
from meso_infer.negotiation import Negotiation
from meso_infer.planning import moves_of, offers_of_theirs, plan_concession
from meso_infer.points import points
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import draw, draw_frame, plain
from meso_infer.ui.session import Current
from meso_infer.who_moved import since_the_first_offers

DRAFT = "concession"
REGARDS: dict[float, str] = {
    0.0: "our own points",
    0.5: "theirs half as much",
    1.0: "both sides alike",
}
MOST_ROUNDS_AHEAD = 40
ACT_WORDS = {
    "ask-priority": "Ask what matters most to them",
    "ask-counteroffer": "Ask for a counteroffer instead of offering",
    "wait": "Do nothing this round",
}


@st.cache_resource(max_entries=session.KEPT, show_spinner="Planning the rounds to come")
def _planned(
    key: tuple[str, str, str, int], last_round: int | None, known: bool, regard: float, more: bool
) -> tuple[ConcessionPlan, tuple[Act, ...]]:
    current = Current(key[1], key[2], key[3])
    negotiation = current.negotiation
    timing = Timing(negotiation.next_round, last_round=last_round, known_to_them=known)
    found = plan_concession(
        negotiation,
        current.posterior,
        timing=timing,
        settings=PlanSettings(regard=regard),
        asking_more=more,
    )
    return found, acts(found)


def draw_plan(current: Current, on_aim: Callable[[float], None]) -> None:
    """The panel: when talks end, the target, the course so far and to come, and what else could be done.

    Parameters
    ----------
    current : Current
    on_aim : callable
        Called with the target, 0 to 1, when the negotiator takes it over.
    """
    wishes = _draw_wishes(current)
    try:
        plan, others = _planned(current.key, *wishes)
    except MesoError as error:
        st.info(plain(str(error)))
        return
    negotiation = current.negotiation
    moves = moves_of(negotiation)
    st.markdown(f"**{plain(target_sentence(plan))}** {plain(promise(plan.expected))}")
    st.markdown("\n".join(f"- {plain(line)}" for line in grounds(negotiation, plan)))
    with st.container(horizontal=True, key="plan.take"):
        st.button(
            f"Aim for {points(plan.target)} points below",
            key="plan.aim",
            on_click=session.action(on_aim),
            args=(plan.target,),
        )
    draw_frame(beside(negotiation, plan))
    compared = choices.pills(
        "Compare with a plain curve", list(CURVES), selection_mode="multi", key="plan.curves"
    )
    curves = {name: _curve(plan, CURVES[name]) for name in compared}
    draw(
        concession_chart(moves, plan, curves, reservation_value=negotiation.reservation_value),
        "plan.course",
    )
    st.markdown("**Instead, or first**")
    st.markdown("\n".join(f"- {plain(line)}" for line in other_acts(others)))
    measured = measures(current)
    if measured:
        st.markdown("**Where we stand**")
        st.markdown("\n".join(f"- {plain(line)}" for line in measured))


# --- what the plan is asked -----------------------------------------------------------------------------


def _draw_wishes(current: Current) -> tuple[int | None, bool, float, bool]:
    """The last round, whether they know of it, the regard for them, and whether to ask for more."""
    kept: dict[str, Any] = session.store().read_draft(current.negotiation_id, DRAFT) or {}
    negotiation = current.negotiation
    first = negotiation.next_round
    last = kept.get("last_round")
    deadline = negotiation.deadline
    known = kept.get("known", True if deadline is None else deadline.known_to_counterpart)
    save = session.action(_keep)
    owner = f"plan:{current.negotiation_id}:{first}:"
    grid = st.grid(2, min_column_width=220, key="plan.wishes")
    with grid.container(key="plan.wish last"):
        last_round = st.number_input(
            "Last round that they can answer",
            min_value=first,
            max_value=first + MOST_ROUNDS_AHEAD,
            value=last if isinstance(last, int) and last >= first else None,
            placeholder="no deadline known",
            key=f"{owner}last",
            on_change=save,
            args=(owner,),
            help=f"The next offer opens round {first}. Without a deadline, talks are taken to break off "
            "after one in ten refusals.",
        )
    with grid.container(key="plan.wish known"):
        knows = st.toggle(
            "They know of it",
            value=bool(known),
            disabled=last_round is None,
            key=f"{owner}known",
            on_change=save,
            args=(owner,),
            help="People give way near a deadline that they see coming, and only then.",
        )
    with grid.container(key="plan.wish regard"):
        regard = choices.segmented_control(
            "What counts",
            list(REGARDS),
            default=kept.get("regard", 0.0),
            required=True,
            format_func=lambda one: REGARDS[one],
            key=f"{owner}regard",
            on_change=save,
            args=(owner,),
        )
    with grid.container(key="plan.wish more"):
        more = st.toggle(
            "Ask for more than last time, if it pays",
            key=f"{owner}more",
            help="Going back on an offer costs trust, which no number here counts.",
        )
    return last_round, bool(knows), float(regard or 0.0), bool(more)


def _keep(owner: str) -> None:
    """Keep what was asked of the plan for the rounds to come."""
    state = st.session_state
    session.store().save_draft(
        session.seen().negotiation_id,
        DRAFT,
        {
            "last_round": state.get(f"{owner}last"),
            "known": bool(state.get(f"{owner}known", True)),
            "regard": float(state.get(f"{owner}regard") or 0.0),
        },
        saved_at=session.now(),
    )


# --- in words ---------------------------------------------------------------------------------------------


def target_sentence(plan: ConcessionPlan) -> str:
    """The target, and how firm it is."""
    low, high = plan.nearly
    text = f"Aim for {points(plan.target)} points now."
    if high - low > 0.015:
        text += f" Anything from {points(low)} to {points(high)} is expected to cost less than half a point."
    return text


def promise(outlook: Outlook) -> str:
    """What a plan is expected to lead to."""
    return (
        f"That is expected to bring us {points(outlook.own)} points in the end "
        f"(90%: {100 * outlook.own_low:.0f} to {100 * outlook.own_high:.0f}), with a "
        f"{percent(outlook.deal)} chance of a deal and {percent(outlook.accepted_now)} that they accept "
        "the next offer."
    )


def grounds(negotiation: Negotiation, plan: ConcessionPlan) -> list[str]:
    """What the target rests on."""
    lines = [settling(plan)]
    last = plan.steps[-1]
    if len(plan.steps) > 1:
        floor = plan.reservation_value
        lines.append(
            f"If they keep refusing, the plan comes down to {points(last.target)} points by round "
            f"{last.round}"
            + (f"; never below our walk-away of {points(floor)}." if floor > 0 else ".")
        )
    if plan.settings.counter_chance > 0:
        lines.append(
            f"Going on is worth {points(plan.go_on)} points: take a counteroffer above that."
        )
    own, issue = negotiation.own, _paid_in(negotiation)
    amount = None if own is None else in_money(own, 0.01)
    if issue is not None and amount is not None:
        lines.append(f"One point of ours is about {_amount(issue, amount)} of {issue.name}.")
    return lines


def settling(plan: ConcessionPlan) -> str:
    """What they would settle for in the next offer, as far as we know."""
    floor = plan.reservation_value

    def level(utility: float) -> str:
        below = floor > 0 and utility <= floor
        return "less than our walk-away" if below else f"{100 * utility:.0f} points"

    return (
        f"With our best packages for them, we expect them to take what leaves us {level(plan.settles)} "
        f"now (90%: {level(plan.settles_low)} to {level(plan.settles_high)})."
    )


def _amount(issue: Any, amount: float) -> str:
    """An amount of money or of another unit, without more digits than it is good for."""
    digits = 0 if abs(amount) >= 10 else 2
    text = f"{whole(round(amount, digits)):,}"
    return f"{issue.unit} {text}" if issue.unit.isupper() else f"{text} {issue.unit}".strip()


def _paid_in(negotiation: Negotiation) -> NumericIssue | None:
    """The issue in whose amounts points are told; None where its amounts have no unit to say it in."""
    own = negotiation.own
    issue = None if own is None else money_issue(own)
    return issue if issue is not None and issue.unit else None


def beside(negotiation: Negotiation, plan: ConcessionPlan) -> pd.DataFrame:
    """The target and those around it, each with what it is expected to lead to."""
    own, issue = negotiation.own, _paid_in(negotiation)
    rows = []
    for one in plan.alternatives:
        row = {"Aim for": points(one.target) + (" (best)" if one.target == plan.target else "")}
        if own is not None and issue is not None:
            difference = in_money(own, one.target - plan.target) or 0.0
            way = "more" if difference > 0 else "less"
            row[f"In {issue.name}, for us"] = (
                "" if abs(difference) < 1e-9 else f"{_amount(issue, abs(difference))} {way}"
            )
        row["For us in the end"] = points(one.own)
        row["Deal"] = percent(one.deal)
        row["Yes now"] = percent(one.accepted_now)
        row["Both together, of 200"] = f"{100 * one.joint:.0f}"
        rows.append(row)
    return pd.DataFrame(rows).set_index("Aim for")


def other_acts(others: tuple[Act, ...]) -> list[str]:
    """What asking and waiting are worth beside the offer."""
    lines = []
    for act in others:
        if act.kind == "offer":
            continue
        change = act.gain
        worth = (
            "about as much as the offer alone"
            if abs(change) < 5e-4
            else f"{points(abs(change))} points {'more' if change > 0 else 'less'} than the offer alone"
        )
        when = "" if act.takes_round else " It can come with the offer."
        lines.append(f"{ACT_WORDS[act.kind]}: {worth}.{when}")
    return lines


def measures(current: Current) -> list[str]:
    """How we opened, how far their last counteroffer stays behind, and what our offer is worth to them."""
    negotiation = current.negotiation
    moves = [move for move in moves_of(negotiation) if move.ours is not None]
    floor = negotiation.reservation_value
    lines = []
    if moves and floor is not None and floor < 1 and moves[0].ours is not None:
        opening = extremity(moves[0].ours, floor)
        lines.append(
            f"Our opening lay {percent(opening)} of the way from our walk-away to the best there is."
        )
    gaps = [move for move in moves_of(negotiation) if move.gap is not None]
    if gaps and gaps[-1].gap is not None:
        lines.append(
            f"What they put forward in round {gaps[-1].round} stays {percent(gaps[-1].gap)} behind what we "
            "asked for (0% is our level, 100% our walk-away)."
        )
    theirs = offers_of_theirs(negotiation)
    asked = theirs[-1][1] if theirs else ()
    last = negotiation.current_round
    offered = [] if last is None or last.meso is None else [p for _, p in last.meso.packages]
    if len(asked) == 1 and offered and all(negotiation.agenda.is_complete(p) for p in offered):
        gap, received = their_gap(current.posterior, asked[0], offered)
        lines.append(
            f"For them it is worth {100 * gap.mean:.0f} of 100 more than our best package "
            f"(90%: {100 * gap.q05:.0f} to {100 * gap.q95:.0f}), which is worth about "
            f"{100 * received:.0f}."
        )
    given = [move.gave for move in moves if move.gave is not None]
    got = [move.got for move in moves_of(negotiation) if move.got is not None]
    if given or got:
        lines.append(
            since_the_first_offers(sum(given) if given else None, sum(got) if got else None)
        )
    return lines


def _curve(plan: ConcessionPlan, beta: float) -> list[float]:
    """A plain curve over the rounds of the plan, from its target to our walk-away."""
    return curve_targets(plan.target, plan.reservation_value, len(plan.steps), beta).tolist()
