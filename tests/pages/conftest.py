"""A dashboard on a database of its own, run page by page without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from meso_infer import workflow
from meso_infer.events import Event
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import EventStore, open_store
from meso_infer.ui.session import now

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60


class Dashboard:
    """One browser session of the dashboard, in the words of those who use it."""

    def __init__(self) -> None:
        self.app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS).run()

    def open(self, page: str) -> Dashboard:
        """Go to a page by its file, such as ``pages/live.py``."""
        self.app.switch_page(page).run()
        return self

    def press(self, label: str) -> Dashboard:
        """Press the button of that label."""
        self._one(self.app.button, label).click().run()
        return self

    def press_key(self, key: str) -> Dashboard:
        """Press the button of that key."""
        next(one for one in self.app.button if one.key == key).click().run()
        return self

    def tap(self, *chips: Any) -> Dashboard:
        """Choose issues that they want more on, by name or with a size."""
        group = self._one(self.app.pills, "They want more on")
        for chip in chips:
            group.select(chip)
        group.run()
        return self

    def untap(self, chip: Any) -> Dashboard:
        """Take a chip back."""
        self._one(self.app.pills, "They want more on").unselect(chip).run()
        return self

    def tapped(self) -> list[Any]:
        """The chips that are on."""
        return list(self._one(self.app.pills, "They want more on").value)

    def fill(self, kind: str, label: str, value: object) -> Dashboard:
        """Give the widget of that kind and label a value."""
        self.hold(kind, label, value).app.run()
        return self

    def hold(self, kind: str, label: str, value: object) -> Dashboard:
        """Give a widget a value and be quicker than the page: what is pressed next comes with it."""
        self._one(getattr(self.app, kind), label).set_value(value)
        return self

    def chips(self, label: str) -> list[str]:
        """What the chips of that label say."""
        texts = self._one(self.app.pills, label).options
        return [one.removeprefix(":yellow[").removesuffix("]").replace("\\", "") for one in texts]

    def has_button(self, label: str) -> bool:
        """Whether there is such a button, enabled."""
        return any(one.label == label and not one.disabled for one in self.app.button)

    @property
    def headline(self) -> str:
        """The one sentence."""
        return self.app.header[0].value

    @property
    def text(self) -> str:
        """Everything on the page, as one text."""
        kinds = ("title", "header", "subheader", "markdown", "caption", "warning", "error", "info")
        found = [one.value for kind in kinds for one in getattr(self.app, kind)]
        return "\n".join([*found, *(one.value for one in self.app.code)])

    def messages(self, kind: str) -> list[str]:
        """What the alerts of a kind say: error, warning, info, success or toast."""
        return [one.value for one in getattr(self.app, kind)]

    @staticmethod
    def _one(widgets: Any, label: str) -> Any:
        found = [one for one in widgets if one.label.replace("\\", "") == label]
        assert len(found) == 1, (
            f"{label!r} stands {len(found)} times among {[w.label for w in widgets]}"
        )
        return found[0]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of this test's own; the dashboard finds it by the environment."""
    url = f"sqlite:///{tmp_path / 'meso.sqlite3'}"
    monkeypatch.setenv("MESO_DATABASE_URL", url)
    yield url
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def store(database: str) -> Iterator[EventStore]:
    """The same database, looked at from outside."""
    opened = open_store(database)
    yield opened
    opened.close()


@pytest.fixture
def log(dashboard: Callable[[], Dashboard], store: EventStore) -> Callable[..., Dashboard]:
    """Logs events in the example behind the back of a session, and then opens a page in it."""

    def logging(path: str, *events: Event) -> Dashboard:
        page = dashboard()
        known = store.sequence(EXAMPLE_ID)
        workflow.record(store, EXAMPLE_ID, events, expected_sequence=known, now=now())
        return page.open(path)

    return logging


@pytest.fixture
def dashboard(database: str) -> Callable[[], Dashboard]:
    """Opens a new session; the first one finds the example."""
    return Dashboard
