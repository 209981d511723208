"""Step 2 of Setup: what we value, drawn; what it says in money; and whether "equal" is true."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meso_infer.charts import value_curve
from meso_infer.elicitation.even_swaps import EvenSwap, even_swap_report
from meso_infer.errors import InvalidPackage, InvalidUtility, MesoError, listed
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue
from meso_infer.packages import Package
from meso_infer.sheet import (
    IssueRow,
    issue_of,
    utility_of_sheet,
    value_spec,
    waiting_for_points,
)
from meso_infer.ui.drawing import draw, draw_frame, plain
from meso_infer.ui.options import LIST_UP_TO
from meso_infer.ui.setup.blind import draw_blind_check
from meso_infer.ui.setup.draft import TABLE, SetupDraft
from meso_infer.ui.setup.questions import (
    draw_halving,
    draw_order,
    draw_order_warning,
    draw_trade_offs,
)
from meso_infer.ui.setup.slider import draw_slider
from meso_infer.utility import AdditiveUtility, ValueFunction, value_function

SHAPES = {
    "straight": "straight line",
    "bent": "bent line",
    "peak": "best in between",
    "knots": "amount by amount",
    "table": "option by option",
}


def draw_values(draft: SetupDraft, found: dict[str, str]) -> None:
    """Draw step 2; `found` says what is wrong, by place."""
    sheet = draft.sheet()
    st.markdown(
        "Imagine every issue at its worst for us. Which move from worst to best would you take "
        "first? Give that issue **100 points**, and each other move its share of that."
    )
    draw_order(draft)
    for row in sheet.issues:
        _draw_issue(draft, row, found.get(f"values:{row.id}"))
    if "own" in found:
        st.error(plain(found["own"]))
    own = utility_of_sheet(sheet)
    if own is None:
        waiting = waiting_for_points(sheet)
        if 0 < len(waiting) < len(sheet.issues):
            st.info(f"Still without points: {plain(listed(waiting, 'and'))}.")
        return
    st.markdown(f"**Weights:** {plain(weights_in_words(own))}")
    draw_order_warning(own)
    draw_trade_offs(draft, own)
    draw_swaps(draft, own)
    draw_blind_check(draft, own)
    draw_equality(draft, own)


def weights_in_words(own: AdditiveUtility) -> str:
    """Our weights as one line: ``'Salary 39%, Remote 43%'``."""
    return ", ".join(f"{name} {weight:.0%}" for name, weight in own.weight_by_issue.items())


# --- one issue ------------------------------------------------------------------------------------


def _draw_issue(draft: SetupDraft, row: IssueRow, problem: str | None) -> None:
    try:
        issue = issue_of(row)
    except MesoError as error:
        st.warning(
            f"{plain(row.name) or 'An issue'} is not complete in step 1. {plain(str(error))}"
        )
        return
    with st.container(border=True, key=draft.key(row.id, "values")):
        asked, drawn = st.columns([3, 2])
        value = _value_of(issue, row)
        with asked:
            st.markdown(f"**{plain(row.name)}**")
            st.number_input(
                _move(issue, value),
                min_value=0.0,
                max_value=100.0,
                value=None,
                step=5.0,
                format="%.4g",
                placeholder="points, 0 to 100",
                key=draft.widget(row.id, "points", row.points),
                on_change=draft.saver(),
            )
            draw_slider(draft, row)
            _draw_shape(draft, row, issue)
            draw_halving(draft, row, issue)
            if problem is not None:
                st.error(plain(problem))
        with drawn:
            if value is not None:
                draw(value_curve(issue, value), draft.key(row.id, "curve"))


def _value_of(issue: Issue, row: IssueRow) -> ValueFunction | None:
    try:
        return value_function(issue, value_spec(row))
    except InvalidUtility:
        return None


def _move(issue: Issue, value: ValueFunction | None) -> str:
    """The move whose worth is asked for, with its ends: a weight means nothing without its range."""
    if value is None:
        return "Points for the move from worst to best"
    # Between knots a value only rises or only falls, so both ends of the move are knots.
    worst, best = (
        issue.format(issue.option(float(value.knots[int(place)])))
        for place in (value.values.argmin(), value.values.argmax())
    )
    return f"Points for moving from {plain(worst)} (worst) to {plain(best)} (best)"


def _draw_shape(draft: SetupDraft, row: IssueRow, issue: Issue) -> None:
    save = draft.saver()
    shapes = _shapes_for(issue)
    shape = row.shape if row.shape in shapes else shapes[0]
    key = draft.widget(row.id, "shape", shape)
    if st.session_state[key] not in shapes:
        st.session_state[key] = shape
    if len(shapes) > 1:
        st.selectbox(
            "In between, its worth follows",
            shapes,
            format_func=lambda one: SHAPES[one],
            key=key,
            on_change=save,
        )
    if shape == "bent":
        st.slider(
            "Bend: left gains late, right gains early",
            -5.0,
            5.0,
            step=0.1,
            key=draft.widget(row.id, "rho", 0.0 if row.rho is None else row.rho),
            on_change=save,
        )
    elif shape == "peak":
        _draw_peak(draft, row, issue)
    elif shape == "knots":
        st.text_area(
            "Amount and its points, one pair a line",
            key=draft.widget(row.id, "knots", row.knots),
            placeholder="90000: 100\n100000: 40\n105000: 0",
            on_change=save,
        )
    elif shape == "table":
        _draw_table(draft, row, issue)


def _shapes_for(issue: Issue) -> list[str]:
    if isinstance(issue, CategoricalIssue):
        return ["table"]
    shapes = ["straight", "bent", "peak"]
    if isinstance(issue, NumericIssue):
        shapes.append("knots")
    if issue.n_options is not None and issue.n_options <= LIST_UP_TO:
        shapes.append("table")
    return shapes


def _draw_peak(draft: SetupDraft, row: IssueRow, issue: Issue) -> None:
    if isinstance(issue, NumericIssue):
        amount = float(row.peak_at) if isinstance(row.peak_at, int | float) else None
        st.number_input(
            "Best for us",
            value=None,
            format="%.10g",
            key=draft.widget(row.id, "peak_at", amount),
            on_change=draft.saver(),
        )
        return
    options = [str(issue.option(float(place))) for place in issue.coordinates()]
    at = row.peak_at if row.peak_at in options else None
    st.selectbox(
        "Best for us",
        options,
        index=None,
        key=draft.widget(row.id, "peak_at", at),
        on_change=draft.saver(),
    )


def _draw_table(draft: SetupDraft, row: IssueRow, issue: Issue) -> None:
    places = issue.coordinates()
    grid = st.grid(3, min_column_width=150, key=draft.key(row.id, "table grid"))
    for place in places:
        option = issue.option(float(place))
        with grid.container(key=draft.key(row.id, "cell", str(option))):
            st.number_input(
                plain(issue.format(option)),
                min_value=0.0,
                max_value=100.0,
                value=None,
                step=5.0,
                format="%.4g",
                placeholder="0–100",
                key=draft.key(row.id, TABLE, _started(draft, row, str(option))),
                on_change=draft.saver(),
            )
    st.caption("100 for the best option, 0 for the worst.")


def _started(draft: SetupDraft, row: IssueRow, option: str) -> str:
    """The option, its widget having been given what the sheet holds."""
    draft.widget(row.id, f"{TABLE}:{option}", row.table.get(option))
    return option


# --- what it says in money ------------------------------------------------------------------------


def draw_swaps(draft: SetupDraft, own: AdditiveUtility) -> None:
    """Draw what each step is worth in the amount of an issue that one can pay with."""
    payers = {
        name: swaps
        for name in own.agenda.names
        if isinstance(own.agenda.issue(name), NumericIssue)
        and (swaps := _swaps(own, name)) is not None
    }
    if not payers:
        return
    with st.expander("What each step is worth, in money or another amount", key=draft.key("swaps")):
        paid_in = st.selectbox("Paid in", list(payers), key=draft.key("paid in"))
        if paid_in is None:
            return
        st.caption(
            "If a line looks wrong, the points or the shape above are wrong. A step of one is worth "
            "the change that would just make up for it."
        )
        draw_frame(swap_frame(own, payers[paid_in]))


def _swaps(own: AdditiveUtility, paid_in: str) -> tuple[EvenSwap, ...] | None:
    try:
        return even_swap_report(own, paid_in) or None
    except MesoError:
        return None


def swap_frame(own: AdditiveUtility, swaps: tuple[EvenSwap, ...]) -> pd.DataFrame:
    """Even swaps as a table: the step, and what would make up for it."""
    rows = []
    for swap in swaps:
        issue, payer = own.agenda.issue(swap.issue), own.agenda.issue(swap.paid_in)
        step = f"{swap.issue}: {issue.format(swap.from_option)} → {issue.format(swap.to_option)}"
        rows.append((step, _price(swap, payer)))
    frame = pd.DataFrame(rows, columns=["From better to worse for us", "Made up for by"])
    return frame.set_index("From better to worse for us")


def _price(swap: EvenSwap, payer: Issue) -> str:
    if swap.change is None or swap.price is None:
        return f"more than all of {swap.paid_in}"
    if swap.price == 0:
        return "nothing"
    return f"{payer.format(round(swap.price, 2))} {'more' if swap.change > 0 else 'less'}"


# --- is "equal" true? -----------------------------------------------------------------------------


def draw_equality(draft: SetupDraft, own: AdditiveUtility) -> None:
    """Draw the audit of the packages on the table: are they equal, and what does saying so imply."""
    packages = _packages_on_table(draft, own)
    if packages is None:
        st.caption("Once packages are on the table, this checks whether they are equal for us.")
        return
    # The solver takes a third of a second to load, so only this fold waits for it.
    from meso_infer.ui.setup.audit import draw_audit

    with st.expander(
        "Are the packages on the table equal for us?", expanded=True, key=draft.key("audit")
    ):
        draw_audit(own, packages, draft.key("audit", "bounds"))


def _packages_on_table(draft: SetupDraft, own: AdditiveUtility) -> dict[str, Package] | None:
    if draft.current is None:
        return None
    negotiation = draft.current.negotiation
    meso = negotiation.packages_on_table
    if meso is None or len(meso) < 2:
        return None
    packages = dict(meso.in_shown_order())
    try:
        return {label: own.agenda.package(package) for label, package in packages.items()}
    except InvalidPackage:
        # The sheet has other issues or options than what was offered.
        return None
