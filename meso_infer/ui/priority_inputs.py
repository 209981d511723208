"""Widgets for what mattered to somebody: an order of the issues, or points shared among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from meso_infer.ui.drawing import plain


def draw_order(names: Sequence[str], key: str) -> list[str]:
    """One choice a place, each among what is left; the last place follows.

    Returns
    -------
    list of str
        As far as places were chosen, from the first; all issues once the last choice was made.
    """
    left: list[str] = list(names)
    order: list[str] = []
    grid = st.grid(3, min_column_width=180, key=f"{key}.order")
    for place in range(1, len(names)):
        with grid.container(key=f"{key}.place.{place}"):
            chosen = st.selectbox(
                "Mattered most" if place == 1 else f"Place {place}",
                left,
                index=None,
                placeholder="choose",
                key=f"{key}.rank.{place}",
            )
        if chosen is None:
            break
        order.append(chosen)
        left = [name for name in left if name != chosen]
    return [*order, *left] if len(order) == len(names) - 1 else order


def draw_points(
    names: Sequence[str], key: str, start: Mapping[str, float] | None = None
) -> dict[str, float]:
    """One number an issue; they count as shares, whatever they sum to.

    Parameters
    ----------
    start : mapping of issue to float, optional
        Points to begin with, 0 to 100; alike for all without it.
    """
    grid = st.grid(3, min_column_width=160, key=f"{key}.shares")
    given: dict[str, float] = {}
    for name in names:
        with grid.container(key=f"{key}.share.{name}"):
            given[name] = st.number_input(
                plain(name),
                min_value=0.0,
                max_value=100.0,
                value=float(round(100 / len(names) if start is None else start[name])),
                step=5.0,
                key=f"{key}.shared.{name}",
            )
    total = sum(given.values())
    st.caption(f"{total:g} points given; they count as shares, whatever they sum to.")
    return given
