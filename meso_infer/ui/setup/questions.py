"""Questions of step 2: an order instead of points, two trade-off questions a pair, halving a range."""

from __future__ import annotations

import streamlit as st

from meso_infer.elicitation.even_swaps import (
    EvenSwap,
    SwapAnswers,
    compare_swap_answers,
    even_swap_report,
    weight_ratio,
)
from meso_infer.elicitation.values import BisectedValues, bisected_values
from meso_infer.elicitation.weights import known_by_order_alone, rank_order_weights
from meso_infer.errors import InvalidUtility, MesoError
from meso_infer.headline import percent
from meso_infer.issues import Issue, NumericIssue, whole
from meso_infer.sheet import IssueRow
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.setup.draft import SetupDraft
from meso_infer.utility import AdditiveUtility

FEWEST_TO_ORDER = 3


# --- an order -----------------------------------------------------------------------------------------


def draw_order(draft: SetupDraft) -> None:
    """Offer to begin with the order of the issues where points are hard to give."""
    rows = draft.sheet().issues
    names = [row.name for row in rows if row.name]
    if len(names) < FEWEST_TO_ORDER or len(set(names)) < len(rows):
        return
    with st.expander("Only sure of the order? Begin with that", key=draft.key("order fold")):
        order = st.multiselect(
            "The move that you would take first, then the next",
            names,
            key=draft.key("order"),
            placeholder="choose all issues, most important move first",
            format_func=plain,
        )
        st.caption(
            "An order gives rough points (rank-order centroid). They are a start: until you have "
            "changed them, nothing is called equal."
        )
        st.button(
            "Turn the order into points",
            key=draft.key("use order"),
            disabled=len(order) < len(names),
            on_click=session.action(_use_order),
            args=(draft,),
        )


def _use_order(draft: SetupDraft) -> None:
    order = st.session_state[draft.key("order")]
    if len(order) < len(draft.sheet().issues):
        session.tell("Put every issue in its place first.", "note")
        return
    weights = rank_order_weights(order).weight_by_issue
    most = max(weights.values())
    set_points(draft, {name: 100 * weight / most for name, weight in weights.items()})


def set_points(draft: SetupDraft, points: dict[str, float]) -> None:
    """Put points on the sheet, by issue; when one passes 100, all are scaled down to fit."""
    sheet = draft.collected()
    given = {row.name: row.points for row in sheet.issues} | points
    scale = 100 / max(100.0, *(value for value in given.values() if value is not None))
    rows = []
    for row in sheet.issues:
        value = given[row.name]
        rows.append(
            row.model_copy(update={"points": None if value is None else round(scale * value, 9)})
        )
        st.session_state.pop(draft.key(row.id, "points"), None)
    draft.keep(sheet.model_copy(update={"issues": tuple(rows)}))


def draw_order_warning(own: AdditiveUtility) -> None:
    """Say that points come from an order alone, where they do."""
    if known_by_order_alone(own.weight_by_issue):
        st.warning(
            "These points come from an order alone, so no packages are called equal. Change them to "
            "what the moves are worth, or ask the trade-off questions below."
        )


# --- two trade-off questions ----------------------------------------------------------------------------


def draw_trade_offs(draft: SetupDraft, own: AdditiveUtility) -> None:
    """Ask what a step is worth, both ways, and hold the answers against the points."""
    payers = [name for name in own.agenda.names if _priced(own, name)]
    if not payers:
        return
    with st.expander("Check the points by two questions a pair", key=draft.key("trade-offs")):
        grid = st.grid(2, min_column_width=200, key=draft.key("trade-off pair"))
        with grid.container(key=draft.key("trade-off pair", "issue")):
            # The first amount pays, so that the first question is about another issue.
            others = [name for name in own.agenda.names if name != payers[0]]
            others += payers[:1] if len(payers) > 1 else []
            moved = st.selectbox(
                "What is a step worth on", others, format_func=plain, key=draft.key("swap issue")
            )
        with grid.container(key=draft.key("trade-off pair", "payer")):
            payer = st.selectbox(
                "paid in",
                [name for name in payers if name != moved],
                format_func=plain,
                key=draft.key("swap payer", str(moved)),
            )
        if moved is None or payer is None:
            return
        swap = _middle_step(own, moved, payer)
        if swap is None:
            st.caption(f"No step on {plain(moved)} can be made up for by {plain(payer)} alone.")
            return
        _draw_two_questions(draft, own, swap)


def _priced(own: AdditiveUtility, name: str) -> tuple[EvenSwap, ...]:
    if not isinstance(own.agenda.issue(name), NumericIssue):
        return ()
    try:
        return even_swap_report(own, name)
    except MesoError:
        return ()


def _middle_step(own: AdditiveUtility, moved: str, payer: str) -> EvenSwap | None:
    steps = [one for one in _priced(own, payer) if one.issue == moved and one.price]
    return steps[len(steps) // 2] if steps else None


def _draw_two_questions(draft: SetupDraft, own: AdditiveUtility, swap: EvenSwap) -> None:
    issue, payer = own.agenda.issue(swap.issue), own.agenda.issue(swap.paid_in)
    if not isinstance(payer, NumericIssue):
        return
    better, worse = issue.format(swap.from_option), issue.format(swap.to_option)
    ours, theirs = ("more", "less") if (swap.change or 0) > 0 else ("less", "more")
    key = draft.key("swap", swap.issue, swap.paid_in)
    asked = st.grid(2, min_column_width=200, key=f"{key}:asked")
    texts = (
        f"{swap.issue} goes from {better} to {worse}. How much {ours} {swap.paid_in} makes up for it?",
        f"{swap.issue} goes from {worse} back to {better}. How much {theirs} {swap.paid_in} is that worth?",
    )
    answers = []
    for place, text in enumerate(texts):
        with asked.container(key=f"{key}:{place}"):
            st.markdown(plain(text))
            answers.append(
                st.number_input(
                    f"Answer {place + 1}" + (f" ({plain(payer.unit)})" if payer.unit else ""),
                    min_value=0.0,
                    value=None,
                    format="%.10g",
                    key=f"{key}:answer:{place}",
                )
            )
    if answers[0] is None or answers[1] is None:
        st.caption("What the points say is shown once both are answered.")
        return
    _draw_verdict(draft, own, swap, compare_swap_answers(answers[0], answers[1]))


def _draw_verdict(
    draft: SetupDraft, own: AdditiveUtility, swap: EvenSwap, said: SwapAnswers
) -> None:
    payer, price = own.agenda.issue(swap.paid_in), swap.price or 0.0
    amount, points = (payer.format(whole(round(x, 2))) for x in (said.average, price))
    if not said.consistent:
        st.warning(
            f"The two answers are {percent(said.gap)} apart. Think of both once more: the step is the "
            "same, whichever way it is taken."
        )
    off = abs(said.average - price) / price
    sentence = f"Your answers average {plain(amount)}; your points say {plain(points)}"
    st.markdown(f"{sentence}, {percent(off)} off." if off > 0.005 else f"{sentence}: they agree.")
    try:
        ratio = weight_ratio(
            own,
            swap.issue,
            swap.from_option,
            swap.to_option,
            paid_in=swap.paid_in,
            price=said.average,
        )
    except InvalidUtility as error:
        st.caption(plain(str(error)))
        return
    pays = next(row.points for row in draft.sheet().issues if row.name == swap.paid_in) or 0.0
    st.button(
        f"Give {plain(swap.issue)} the points that fit the answers",
        key=draft.key("use swap", swap.issue, swap.paid_in),
        disabled=off <= 0.005,
        on_click=session.action(set_points),
        args=(draft, {swap.issue: pays * ratio}),
    )


# --- halving a range --------------------------------------------------------------------------------------


def draw_halving(draft: SetupDraft, row: IssueRow, issue: Issue) -> None:
    """Ask for the midpoints of a range, and once more for the first, to find a value curve."""
    if not isinstance(issue, NumericIssue) or not issue.own_direction_sign:
        return
    ends = issue.bounds if issue.own_direction_sign > 0 else issue.bounds[::-1]
    worst, best = (plain(issue.format(issue.option(end))) for end in ends)
    with st.expander("Find the curve by halving", key=draft.key(row.id, "halving")):
        questions = (
            ("half", f"From {worst} to which amount is as good a move as from there to {best}?"),
            ("quarter", f"And which amount halves the move from {worst} to that one?"),
            ("three quarters", f"Which halves the move from that one to {best}?"),
            ("half again", "Without looking up: which halves the move between the last two?"),
        )
        said = []
        for name, text in questions:
            said.append(
                st.number_input(
                    text, value=None, format="%.10g", key=draft.key(row.id, "halving", name)
                )
            )
        half, quarter, three_quarters, again = said
        if half is None or quarter is None or three_quarters is None:
            st.caption("The first three make the curve; the last checks the first.")
            return
        try:
            found = bisected_values(
                issue,
                quarter=quarter,
                half=half,
                three_quarters=three_quarters,
                half_again=again,
            )
        except InvalidUtility as error:
            st.error(plain(str(error)))
            return
        _draw_halved(draft, row, found)


def _draw_halved(draft: SetupDraft, row: IssueRow, found: BisectedValues) -> None:
    if found.consistent is False:
        st.warning(
            f"The two answers about the midpoint lie {percent(found.gap or 0.0)} of the range apart, "
            "more than 5%. Think of them once more before you use the curve."
        )
    elif found.consistent:
        st.success("The two answers about the midpoint agree.")
    st.button(
        "Use this curve",
        key=draft.key(row.id, "use halving"),
        on_click=session.action(_use_halving),
        args=(draft, row.id, found),
    )


def _use_halving(draft: SetupDraft, row_id: str, found: BisectedValues) -> None:
    sheet = draft.collected()
    lines = "\n".join(f"{whole(x)}: {whole(round(100 * v, 9))}" for x, v in found.points.points)
    rows = tuple(
        row.model_copy(update={"shape": "knots", "knots": lines}) if row.id == row_id else row
        for row in sheet.issues
    )
    for field in ("shape", "knots"):
        st.session_state.pop(draft.key(row_id, field), None)
    draft.keep(sheet.model_copy(update={"issues": rows}))
