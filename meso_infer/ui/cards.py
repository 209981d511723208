"""Packages side by side: what is in each, where it departs from the middle, what it is worth to us."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from meso_infer.charts.theme import short
from meso_infer.comparison import ComparisonRow, compare_packages
from meso_infer.packages import Agenda, Package
from meso_infer.points import points
from meso_infer.ui.drawing import LONGEST_NAME, plain

CARD_WIDTH, WITH_BUTTON = 180, 230
"""Pixels that a card needs: two do not fit beside each other on a phone; a button takes one line."""


def draw_cards(
    agenda: Agenda,
    packages: Mapping[str, Package],
    *,
    worth: Mapping[str, float] | None,
    key: str,
    badges: Mapping[str, str] | None = None,
    below: Callable[[str], None] | None = None,
) -> None:
    """Draw packages as cards in one row, in the order given; on a phone, one below the other.

    Parameters
    ----------
    agenda : Agenda
    packages : mapping of label to Package
        In the order in which they were shown to the counterpart.
    worth : mapping of label to float, optional
        Our utility of each, 0 to 1; None where it must not be shown.
    key : str
        Names the row on its page.
    badges : mapping of label to str, optional
        What to say beside the label, such as ``'They picked this'``.
    below : callable, optional
        Draws what stands at the foot of a card, given its label.
    """
    rows = compare_packages(agenda, packages)
    width = CARD_WIDTH if below is None else WITH_BUTTON
    grid = st.grid(len(packages), min_column_width=width, gap="small", key=f"{key}.cards")
    for label in packages:
        with grid.container(border=True, height="stretch", gap="xsmall", key=f"{key}.card.{label}"):
            _draw_card(label, rows, worth, (badges or {}).get(label))
            if below is not None:
                below(label)


def _draw_card(
    label: str,
    rows: tuple[ComparisonRow, ...],
    worth: Mapping[str, float] | None,
    badge: str | None,
) -> None:
    st.markdown(f"**Package {plain(label)}**" + (f" :green-badge[✓ {badge}]" if badge else ""))
    lines = [_line(row, label) for row in rows]
    long = [row.issue for row in rows if short(row.issue, LONGEST_NAME) != row.issue]
    if worth is not None and label in worth:
        lines.append(f":small[:gray[worth {points(worth[label])} to us]]")
    st.markdown("  \n".join(lines), help=plain("; ".join(long)) if long else None)


def _line(row: ComparisonRow, label: str) -> str:
    cell = row.cell(label)
    name, text = plain(short(row.issue, LONGEST_NAME)), plain(cell.text)
    if cell.differs:
        return f"{name} **{text}** {cell.mark}".rstrip()
    return f":gray[{name} {text}]" if not row.varies else f"{name} {text}"


def comparison_frame(agenda: Agenda, packages: Mapping[str, Package]) -> pd.DataFrame:
    """The same comparison as a table in words: one row an issue, one column a package."""
    rows = compare_packages(agenda, packages)
    return pd.DataFrame(
        {
            label: [
                row.cell(label).text
                + (f" ({row.cell(label).words})" if row.cell(label).words else "")
                for row in rows
            ]
            for label in packages
        },
        index=pd.Index([row.issue for row in rows], name="Issue"),
    )
