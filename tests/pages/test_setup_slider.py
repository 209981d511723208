"""The slider beside the points of an issue, as a browser that types faster than it hears tells of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from meso_infer.ui import session
from tests.pages.conftest import Dashboard
from tests.pages.test_setup import PAGE, step

Open = Callable[[], Dashboard]


def typed(page: Dashboard) -> list[Any]:
    return [one for one in page.app.number_input if one.label.startswith("Points for moving")]


def slid(page: Dashboard) -> list[Any]:
    return [one for one in page.app.slider if one.label.startswith("Points for")]


def points(page: Dashboard) -> list[tuple[float, float]]:
    """What each field and the slider beside it hold."""
    return [(a.value, b.value) for a, b in zip(typed(page), slid(page), strict=True)]


def test_where_a_slider_stood_before_points_were_typed_is_no_answer(
    dashboard: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Points typed into one field after the other stay, though the sliders lag; later slides count."""
    page = step(dashboard().open(PAGE), "2 Our values")
    (first, _), (second, _), third = points(page)
    typed(page)[0].set_value(71).run()
    typed(page)[0].set_value(72).run()
    for late in (first, 71):
        slid(page)[0].set_value(late)
        typed(page)[1].set_value(late - 30)
        page.app.run()
        assert points(page) == [(72, 72), (late - 30, late - 30), third]
    slid(page)[1].set_value(17).run()
    assert points(page) == [(72, 72), (17, 17), third]
    now = session.now()
    monkeypatch.setattr(session, "now", lambda: now + timedelta(seconds=session.LATE_SECONDS))
    slid(page)[0].set_value(first)
    slid(page)[1].set_value(second)
    page.app.run()
    assert points(page) == [(first, first), (second, second), third]
