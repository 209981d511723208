"""One complete package, issue by issue, typed or chosen."""

from __future__ import annotations

import streamlit as st

from meso_infer.packages import Agenda, Package
from meso_infer.ui.drawing import plain
from meso_infer.ui.options import option_input, option_of, widget_value

COLUMN_WIDTH = 180


def draw_package(agenda: Agenda, key: str, start: Package | None = None) -> None:
    """Draw a widget an issue, from `start` or blank."""
    grid = st.grid(min(3, agenda.n_issues), min_column_width=COLUMN_WIDTH, key=f"{key}.grid")
    for issue in agenda.issues:
        name = f"{key}.{issue.name}"
        if name not in st.session_state:
            option = None if start is None else start.get(issue.name)
            st.session_state[name] = widget_value(issue, option)
        with grid.container(key=f"{name}.box"):
            option_input(issue, name, None, blank="choose")


def package_in(agenda: Agenda, key: str) -> Package:
    """The package that the widgets hold.

    Raises
    ------
    InvalidPackage
        When an issue is open, or the package breaks a rule.
    """
    held = {name: option_of(st.session_state.get(f"{key}.{name}")) for name in agenda.names}
    return agenda.package({name: option for name, option in held.items() if option is not None})


def draw_description(agenda: Agenda, package: Package) -> None:
    """Draw a package in one line."""
    st.markdown(plain(agenda.describe(package)))
