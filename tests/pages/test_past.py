"""The switch by which past negotiations teach the estimate, on the page Counterpart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from meso_infer import workflow
from meso_infer.events import Event, IssuePushed, MesoOffered, PackagePicked
from meso_infer.issues import NumericIssue
from meso_infer.negotiation import Header
from meso_infer.packages import LABELS, Agenda, Package
from meso_infer.portfolio.segments import LEAST
from meso_infer.prior_in_use import prior_used
from meso_infer.storage import EventStore
from meso_infer.ui import in_view, session
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
PAGE = "pages/counterpart.py"
AGENDA = Agenda(
    tuple(
        NumericIssue(name=n, low=0, high=10, counterpart_direction={"higher": 1})
        for n in ("Pay", "Leave", "Start")
    )
)
SWITCH = "Use what past negotiations of “engineering” taught"


def talks(rng: np.random.Generator) -> list[Event]:
    """A round in which somebody takes the most pay and asks for more of it."""
    rows = rng.uniform(1, 9, (3, 3)).round(1)
    packages = {
        label: Package(dict(zip(AGENDA.names, map(float, row), strict=True)))
        for label, row in zip(LABELS, rows, strict=False)
    }
    most = LABELS[int(rows[:, 0].argmax())]
    return [
        MesoOffered(packages=packages),
        PackagePicked(package=most),
        IssuePushed(issue="Pay", direction="higher"),
    ]


def archive(store: EventStore, n: int, segment: str | None = "engineering") -> str:
    """So many past negotiations, and one that is open and has an answer too."""
    rng = np.random.default_rng(5)
    for k in range(n):
        past = Header(AGENDA, title=f"Past {k}", segment="Engineering")
        workflow.start(store, past, talks(rng), now=session.now())
    header = Header(AGENDA, title="Now", segment=segment)
    return workflow.start(store, header, talks(rng), now=session.now())


def open_page(dashboard: Open, name: str) -> Dashboard:
    page = dashboard()
    page.app.session_state[in_view.NEGOTIATION] = name
    return page.open(PAGE)


def test_past_negotiations_teach_when_they_are_allowed_to(
    dashboard: Open, store: EventStore
) -> None:
    """The switch is off at first; on, the log holds what was learnt, the page shows badge, words and
    both estimates; off again, the estimate is the first one.
    """
    name = archive(store, LEAST)
    page = open_page(dashboard, name)
    assert not page.app.exception
    switch = next(one for one in page.app.toggle if one.label == SWITCH)
    assert switch.value is False
    assert f"{LEAST} past negotiations of this kind can be learnt from" in page.text
    cold = workflow.infer(workflow.load(store, name))
    switch.set_value(True).run()
    after = workflow.load(store, name)
    assert prior_used(after) is not None
    assert not page.messages("error")
    assert f"Prior learnt from {LEAST} past negotiations: Engineering".casefold() in (
        page.text.casefold()
    )
    table = next(one.value for one in page.app.table if "Matters, without" in one.value)
    shares = cold.weight_summary()
    for issue, text in table["Matters, without"].items():
        assert text.startswith(f"{100 * shares[str(issue)].mean:.0f}%")
    assert page.open("pages/live.py").text.count("Prior learnt from") == 1
    page.open(PAGE)
    next(one for one in page.app.toggle if one.label == SWITCH).set_value(False).run()
    np.testing.assert_array_equal(workflow.infer(workflow.load(store, name)).weights, cold.weights)
    assert "Prior learnt from" not in page.text


def test_too_few_are_not_offered(dashboard: Open, store: EventStore) -> None:
    """With too few past negotiations, or without a kind of counterpart, there is no switch but a reason."""
    page = open_page(dashboard, archive(store, LEAST - 1))
    assert not page.app.toggle or all("Use what" not in one.label for one in page.app.toggle)
    assert f"at least {LEAST} past negotiations" in page.text
    page = open_page(dashboard, archive(store, 1, segment=None))
    assert "No kind of counterpart is named" in page.text


def test_a_shared_screen_says_nothing_of_it(dashboard: Open, store: EventStore) -> None:
    """In share-safe mode neither page shows the switch or the badge."""
    name = archive(store, LEAST)
    page = open_page(dashboard, name)
    next(one for one in page.app.toggle if one.label == SWITCH).set_value(True).run()
    for where in (PAGE, "pages/live.py", "pages/timeline.py"):
        page.open(where).fill("toggle", "Screen-share safe", True)
        assert "Prior learnt" not in page.text
        assert "past negotiation" not in page.text
