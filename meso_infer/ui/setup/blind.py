"""The check of the whole: packages ranked before their worth is shown, then held against our values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from meso_infer.elicitation.values import (
    TRUSTED_TAU,
    RankingCheck,
    check_ranking,
    leanings_of_ranking,
    packages_to_rank,
)
from meso_infer.errors import InvalidPackage, InvalidUtility, listed
from meso_infer.packages import Package
from meso_infer.points import points
from meso_infer.ui import session
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.setup.draft import SetupDraft
from meso_infer.utility import AdditiveUtility

MARKS = "PQRST"
"""What the packages to be ranked are called; none of the letters of an offer."""

MOST_NAMED = 3


def draw_blind_check(draft: SetupDraft, own: AdditiveUtility) -> None:
    """Have five packages ranked by feel, and only then say where feel and values part."""
    with st.expander("Check the whole: rank five packages by feel", key=draft.key("blind")):
        packages = _shown(draft, own)
        if packages is None:
            st.caption(
                "You see five packages without their worth and put them in order. Where the order "
                "and the points disagree, one of them is wrong; it shows which issues to look at."
            )
            st.button(
                "Show five packages",
                key=draft.key("blind", "start"),
                on_click=session.action(_start),
                args=(draft, own, 0),
            )
            return
        _draw_packages(draft, own, packages)
        which = st.session_state.get(draft.key("blind", "set"), 0)
        order = st.multiselect(
            "Best for us first",
            list(packages),
            placeholder="choose all five, best first",
            # Another set has a list of its own: a browser keeps what stands in one of the same key.
            key=draft.key("blind", "order", str(which)),
        )
        compare = draft.key("blind", "compared")
        if len(order) < len(packages):
            st.session_state.pop(compare, None)
            left = len(packages) - len(order)
            st.caption(f"{left} to go. What they are worth on our values is shown after that.")
            return
        if not st.session_state.get(compare):
            st.button(
                "Compare with our values",
                key=draft.key("blind", "compare"),
                on_click=session.action(_reveal),
                args=(compare,),
            )
            return
        _draw_comparison(own, packages, order)
        st.button(
            "Rank five others",
            key=draft.key("blind", "again"),
            on_click=session.action(_start),
            args=(draft, own, which + 1),
        )


def _reveal(key: str) -> None:
    st.session_state[key] = True


def _start(draft: SetupDraft, own: AdditiveUtility, which: int) -> None:
    drawn = packages_to_rank(own, n_packages=len(MARKS), rng=np.random.default_rng(which))
    st.session_state.pop(draft.key("blind", "compared"), None)
    st.session_state[draft.key("blind", "packages")] = [dict(package) for package in drawn]
    st.session_state[draft.key("blind", "set")] = which


def _shown(draft: SetupDraft, own: AdditiveUtility) -> dict[str, Package] | None:
    """The packages to be ranked, by mark; None before they are drawn, or where the issues changed."""
    drawn = st.session_state.get(draft.key("blind", "packages"))
    if drawn is None:
        return None
    try:
        return dict(zip(MARKS, map(own.agenda.package, drawn), strict=True))
    except InvalidPackage:
        return None


def _draw_packages(draft: SetupDraft, own: AdditiveUtility, packages: dict[str, Package]) -> None:
    grid = st.grid(5, min_column_width=150, key=draft.key("blind", "cards"))
    for mark, package in packages.items():
        lines = [
            f"{plain(issue.name)}: **{plain(issue.format(package[issue.name]))}**"
            for issue in own.agenda.issues
        ]
        with grid.container(border=True, height="stretch", key=draft.key("blind", "card", mark)):
            st.markdown("  \n".join([f"**Package {mark}**", *lines]))


def _draw_comparison(own: AdditiveUtility, packages: dict[str, Package], order: list[str]) -> None:
    try:
        check = check_ranking(own, [packages[mark] for mark in order])
    except InvalidUtility as error:
        st.warning(plain(str(error)))
        return
    tau = f"Kendall's tau {check.tau:.2f}"
    apart, pairs = len(check.reversed_pairs), len(order) * (len(order) - 1) // 2
    if check.ask_again:
        st.warning(
            f"Your order and the points disagree on {apart} of {pairs} pairs ({tau}, below {TRUSTED_TAU}). "
            "Look at the points again before you call packages equal."
        )
    elif check.reversed_pairs:
        st.info(f"Your order and the points agree on all but {apart} of {pairs} pairs ({tau}).")
    else:
        st.success(f"Your order and the points agree ({tau}).")
    draw_frame(comparison_frame(own, packages, order))
    marks = {package: mark for mark, package in packages.items()}
    if check.reversed_pairs:
        st.markdown("\n".join(f"- {plain(line)}" for line in where_they_part(own, check, marks)))
        st.markdown(f"**Ways to mend:** {plain(ways_to_mend(own, check))}")


def comparison_frame(
    own: AdditiveUtility, packages: dict[str, Package], order: list[str]
) -> pd.DataFrame:
    """The ranked packages: place by feel, place by our values, and points."""
    worth = {mark: own.utility(package) for mark, package in packages.items()}
    by_values = sorted(worth, key=lambda mark: -worth[mark])
    rows = [
        (mark, str(place), str(by_values.index(mark) + 1), points(worth[mark]))
        for place, mark in enumerate(order, 1)
    ]
    columns = ["Package", "Your place", "Place by our values", "Points"]
    return pd.DataFrame(rows, columns=columns).set_index("Package")


def where_they_part(
    own: AdditiveUtility, check: RankingCheck, marks: dict[Package, str]
) -> list[str]:
    """A sentence for each pair that was ranked the other way round, the widest apart first."""
    apart = sorted(
        check.reversed_pairs, key=lambda pair: own.utility(pair[0]) - own.utility(pair[1])
    )
    lines = []
    for above, below in apart[:MOST_NAMED]:
        gap = own.utility(below) - own.utility(above)
        lines.append(
            f"You put {marks[above]} above {marks[below]}; by our values {marks[below]} is "
            f"{points(gap)} points better."
        )
    if len(apart) > MOST_NAMED:
        more = len(apart) - MOST_NAMED
        lines.append(f"and {'one more pair' if more == 1 else f'{more} more pairs'}.")
    return lines


def ways_to_mend(own: AdditiveUtility, check: RankingCheck) -> str:
    """What would bring points and order together: more or fewer points, the curve, the order itself."""
    leanings = leanings_of_ranking(own, check)
    more = [name for name, amount in leanings.items() if amount > 1e-9][:2]
    fewer = [name for name, amount in leanings.items() if amount < -1e-9][:2]
    said = []
    if more:
        said.append(f"more points for {listed(more, 'and')}")
    if fewer:
        said.append(f"{'fewer' if more else 'fewer points'} for {listed(fewer, 'and')}")
    change = f"{', '.join(said)}, or another curve for one of them" if said else "another curve"
    return f"{change}; or, looking again, another order. Change the points above and see how this moves."
