"""Every page of the navigation in a real browser: accessible, no wider than a phone, on its own host.

Each page is opened once and then looked at in both modes and at two widths, with all that is folded
opened and the window as tall as the page: what is out of sight is not checked by axe-core.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, ElementHandle, Page, expect

from meso_infer import workflow
from meso_infer.events import MesoOffered, logged
from meso_infer.example import EXAMPLE_ID
from meso_infer.issues import CategoricalIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda, Package
from meso_infer.storage import open_store
from meso_infer.ui.drawing import WORD_JOINER
from tests.browser.conftest import MILLISECONDS, Server, Visit, serving, settled
from tests.navigation import Listed, pages
from tests.negotiation_states import full_demo

pytestmark = pytest.mark.browser

Mode = Literal["light", "dark"]
CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
EVERYTHING = {"resultTypes": ["violations"]}
LOOKS: tuple[tuple[int, Mode, dict[str, Any]], ...] = (
    (1440, "light", EVERYTHING),
    (1440, "dark", CONTRAST),
    (390, "dark", EVERYTHING),
    (390, "light", CONTRAST),
)
"""Width, mode, and what axe-core is asked: a change of mode alone changes colours alone."""
GLANCES = 3
PHONE_HEIGHT, LAPTOP_HEIGHT = 844, 900
TALLEST = 12_000
GROUNDS: dict[Mode, str] = {"light": r"rgb\(255, 255, 255\)", "dark": r"rgb\(3, 5, 9\)"}

STREAMLITS_OWN = (
    # The groups of the navigation are div elements between the list and its items.
    ("list", "stSidebarNavItems"),
    ("listitem", "stSidebarNavItems"),
    # The box that takes a dropped file has a label, although its role says that it means nothing.
    ("presentation-role-conflict", "stFileUploaderDropzone"),
    # On a phone a table of many columns scrolls in its own box, which takes the focus in Chromium
    # and Firefox although it has no tabindex, which axe-core asks for.
    ("scrollable-region-focusable", "stTable"),
    # The small chart of a metric takes no words; the number above and the sentence below it say the same.
    ("svg-img-alt", "stMetricChart"),
)
"""Findings in markup that is Streamlit's: rule, and the test id of the element or of what holds it."""

IS_INSIDE = "(element, selector) => element.closest(selector) !== null"
LABELS_WHAT_IS_OFF = """element => element.closest('[aria-hidden=true]') !== null &&
    element.closest('.stElementContainer')?.querySelector('[disabled], [aria-disabled=true]') != null"""
HEIGHT = "() => document.querySelector('[data-testid=stMain]').scrollHeight"
WIDTHS = """() => [document.documentElement.scrollWidth,
                   document.querySelector('[data-testid=stMain]').scrollWidth]"""
SQUEEZED = """() => [...document.querySelectorAll(
                      '[data-testid=stMain] [data-testid=stMarkdown]')]
                  .map(one => [one.innerText, one.getBoundingClientRect()])
                  .filter(([text, box]) => text.length > 12 && box.width > 0 && box.width < 60)
                  .map(([text]) => text)"""
UNFOLD = """() => document.querySelectorAll('[data-testid=stExpander] details:not([open]) > summary')
                  .forEach(summary => summary.click())"""


@dataclass
class Watched:
    """A tab with what its console complained of."""

    visit: Visit
    server: Server
    errors: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.visit.page

    def heard(self, said: ConsoleMessage) -> None:
        """Keep an error; Streamlit looks for itself under the page's address first and finds 404."""
        if said.type == "error" and "/_stcore/" not in said.location["url"]:
            self.errors.append(f"{said.text} ({said.location['url']})")


@pytest.fixture(scope="module")
def watched(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """A tab on a server with the example, played for two rounds."""
    expect.set_options(timeout=MILLISECONDS)
    with serving(tmp_path_factory.mktemp("every_page")) as server:
        store = open_store(server.database)
        played, now = full_demo(), datetime.now(UTC)
        workflow.start(
            store, played.header, logged(played), now=now, negotiation_id=EXAMPLE_ID,
            is_example=True,
        )  # fmt: skip
        store.close()
        context = chromium.new_context(viewport={"width": 1440, "height": LAPTOP_HEIGHT})
        tab = Watched(Visit(context.new_page()), server)
        tab.page.set_default_timeout(MILLISECONDS)
        tab.page.on("request", lambda request: tab.visit.asked.append(request.url))
        tab.page.on("websocket", lambda socket: tab.visit.asked.append(socket.url))
        tab.page.on("console", tab.heard)
        yield tab
        context.close()


def opened(tab: Watched, listed: Listed) -> None:
    tab.page.set_viewport_size({"width": 1440, "height": LAPTOP_HEIGHT})
    tab.page.emulate_media(color_scheme="light")
    tab.page.goto(f"{tab.server.url}/{listed.address}?n={EXAMPLE_ID}")
    expect(tab.page.get_by_test_id("stSidebarNavLink").first).to_be_attached()
    expect(tab.page.get_by_role("heading", level=1)).to_be_visible()
    settled(tab.page)


def looked_at(page: Page, width: int, mode: Mode) -> None:
    """Have the page at that width, in that mode, and as tall as what is on it."""
    page.emulate_media(color_scheme=mode)
    page.set_viewport_size({"width": width, "height": LAPTOP_HEIGHT})
    ground = re.compile(GROUNDS[mode])
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", ground)
    settled(page)
    page.set_viewport_size({"width": width, "height": min(page.evaluate(HEIGHT), TALLEST)})
    settled(page)


def findings(page: Page, asked: dict[str, Any]) -> list[str]:
    """What axe-core finds, without what is Streamlit's own: one line for each element.

    A chart may be drawn anew while it is looked at, as after a change of width: where what was found stands
    no longer on the page, the page is looked at again.
    """
    for _ in range(GLANCES):
        found = [
            (page.query_selector(node["target"][-1]), one, node)
            for one in Axe().run(page, options=asked).response["violations"]
            for node in one["nodes"]
        ]
        if all(element is not None for element, _, _ in found):
            break
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:200]} "
        f"{[check['message'] for check in node['any'] + node['all'] + node['none']]}"
        for element, one, node in found
        if element is None or not _is_streamlits_own(element, one["id"])
    ]


def _is_streamlits_own(element: ElementHandle, rule: str) -> bool:
    if rule != "color-contrast":
        return any(
            rule == known and element.evaluate(IS_INSIDE, f"[data-testid={test_id}]")
            for known, test_id in STREAMLITS_OWN
        )
    # The label of a control that is switched off is faded with it; axe-core, which leaves those out
    # as WCAG does, does not see that this label is one: it is hidden and repeated as a name.
    return bool(element.evaluate(LABELS_WHAT_IS_OFF))


def check_pinned_bar(page: Page) -> None:
    """Wherever a page has a pinned bar, its buttons are on the screen and large enough for a thumb."""
    page.set_viewport_size({"width": 390, "height": PHONE_HEIGHT})
    settled(page)
    for button in page.get_by_test_id("stBottomBlockContainer").get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] + box["height"] <= PHONE_HEIGHT
        assert box["height"] >= 40


@pytest.mark.parametrize("listed", pages(), ids=lambda one: one.name)
def test_a_page_at_two_widths_in_both_modes(watched: Watched, listed: Listed) -> None:
    """No accessibility finding, no sideways scroll on a phone, no error, nothing from another host."""
    page = watched.page
    opened(watched, listed)
    check_pinned_bar(page)
    page.evaluate(UNFOLD)
    found = {}
    for width, mode, asked in LOOKS:
        looked_at(page, width, mode)
        found[width, mode] = findings(page, asked)
        if width < 500:
            assert max(page.evaluate(WIDTHS)) <= width, mode
            assert page.evaluate(SQUEEZED) == [], "text that has no room beside what it stands with"
    wrong = [f"{look}: {said}" for look, all_said in found.items() for said in all_said]
    assert not wrong, "\n".join(wrong)
    assert page.get_by_test_id("stException").count() == 0
    for words in ("Something went wrong", "Page not found"):
        assert page.get_by_text(words).count() == 0
    assert watched.errors == []
    assert watched.visit.strangers() == []
    assert "Traceback" not in watched.server.log.read_text()


def test_an_address_in_a_name_is_no_link(watched: Watched) -> None:
    """What people write leads nowhere and stays as it is: in a title, a name, an issue or an option."""
    place = CategoricalIssue(name="www.x.example", options=("me@x.example", "http://x.example/o"))
    title, whom = "HTTP://X.example/t :smile: ->", ":material/home: <= --"
    header = Header(Agenda((place,)), title, whom)
    store = open_store(watched.server.database)
    offer = MesoOffered(packages={"A": Package({place.name: "me@x.example"})})
    workflow.start(store, header, [offer], now=datetime.now(UTC), negotiation_id="addresses")
    store.close()
    page = watched.page
    page.goto(f"{watched.server.url}/?n=addresses")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shown = page.get_by_role("heading", level=1).inner_text().replace(WORD_JOINER, "")
    assert shown.startswith(f"{title}: {whom} ")
    for address in ("", "timeline", "counterpart"):
        page.goto(f"{watched.server.url}/{address}?n=addresses")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        settled(page)
        assert page.get_by_text("x.example").count() > 0
        assert page.locator("a[href*='x.example' i]").count() == 0
