"""Widgets for what mattered to somebody: an order of the issues, or points shared among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from meso_infer.ui.drawing import plain


def draw_order(names: Sequence[str], key: str) -> None:
    """One choice a place, each among what is left; the last place follows."""
    left = list(names)
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
        left.remove(chosen)


def order_in(names: Sequence[str], key: str) -> list[str]:
    """The order that the choices hold now.

    Returns
    -------
    list of str
        As far as places were chosen, from the first; all issues once the last choice was made.
    """
    left = list(names)
    order: list[str] = []
    for place in range(1, len(names)):
        chosen = st.session_state.get(f"{key}.rank.{place}")
        # A place may still hold what was since chosen for one before it.
        if chosen not in left:
            return order
        left.remove(chosen)
        order.append(chosen)
    return order + left


def draw_points(names: Sequence[str], key: str, start: Mapping[str, float] | None = None) -> None:
    """One number an issue; they count as shares, whatever they sum to.

    Parameters
    ----------
    start : mapping of issue to float, optional
        Points to begin with, 0 to 100; alike for all without it.
    """
    grid = st.grid(3, min_column_width=160, key=f"{key}.shares")
    for name in names:
        with grid.container(key=f"{key}.share.{name}"):
            st.number_input(
                plain(name),
                min_value=0.0,
                max_value=100.0,
                value=float(round(100 / len(names) if start is None else start[name])),
                step=5.0,
                key=f"{key}.shared.{name}",
            )
    total = sum(points_in(names, key).values())
    st.caption(f"{total:g} points given; they count as shares, whatever they sum to.")


def points_in(names: Sequence[str], key: str) -> dict[str, float]:
    """The points that the numbers hold now, by issue; empty where none are drawn."""
    held = {name: st.session_state.get(f"{key}.shared.{name}") for name in names}
    return {name: points for name, points in held.items() if points is not None}
