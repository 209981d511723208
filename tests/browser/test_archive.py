"""All negotiations in a real browser: the whole table on a laptop, and filters that stand in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Page, expect

from meso_infer import workflow
from meso_infer.events import AgreementReached, MesoOffered, PackagePicked, TalksEnded
from meso_infer.storage import open_store
from meso_infer.templates import load_sample
from tests.agendas import A, B, C
from tests.browser.conftest import Server, Visit, serving, settled

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
REASON = "they found another job in a town nearer to their family"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of this file: they look and change nothing."""
    with serving(tmp_path_factory.mktemp("archive")) as started:
        yield started


@pytest.fixture(scope="module")
def talks(server: Server) -> list[str]:
    """Three negotiations: one with two answers, one agreed, one ended for a long reason."""
    offered = [MesoOffered(packages={"A": A, "B": B, "C": C}), PackagePicked(package="B")]
    logs = {
        "Ana": [*offered, MesoOffered(packages={"A": A, "C": C}), PackagePicked(package="C")],
        "Bo": [*offered, AgreementReached(package="B")],
        "Department of the interior": [*offered, TalksEnded(reason=REASON)],
    }
    store = open_store(server.database)
    try:
        return [
            workflow.start(
                store,
                replace(load_sample("hiring").header, title=f"Hiring {whom}", counterpart=whom),
                events,
                now=datetime.now(UTC),
            )
            for whom, events in logs.items()
        ]
    finally:
        store.close()


def asked(page: Page) -> dict[str, list[str]]:
    """What stands in the address of the page."""
    return parse_qs(urlparse(page.url).query)


def test_the_whole_table_stands_on_a_laptop(server: Server, visit: Open, talks: list[str]) -> None:
    """At 1440 px no column of the list is cut off, and no row scrolls inside it."""
    page = visit().page
    page.goto(f"{server.url}/compare")
    table = page.locator(".dvn-scroller").first
    expect(table).to_be_visible()
    settled(page)
    sizes = "e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]"
    assert table.evaluate(sizes) == [0, 0]


def test_filters_stand_in_the_address(server: Server, visit: Open, talks: list[str]) -> None:
    """Words, states and what stands side by side are in the address; opened anew, it shows the same."""
    page = visit().page
    page.goto(f"{server.url}/compare")
    find = page.get_by_label("Find")
    find.fill("hiring")
    find.press("Enter")
    settled(page)
    page.get_by_test_id("stButtonGroup").get_by_text("agreed", exact=True).click()
    expect(page.get_by_text("1 of 3.")).to_be_visible()
    page.get_by_test_id("stMultiSelect").get_by_role("combobox").click()
    for whom in ("Ana", "Bo"):
        page.get_by_role("option", name=f"Hiring {whom}").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="What matters to each")).to_be_visible()
    settled(page)
    wanted = {
        "find": ["hiring"],
        "stand": ["agreed"],
        "compare": ["hiring-ana", "hiring-bo"],
    }
    assert {key: asked(page).get(key) for key in wanted} == wanted
    other = visit().page
    other.goto(page.url)
    expect(other.get_by_text("1 of 3.")).to_be_visible()
    expect(other.get_by_label("Find")).to_have_value("hiring")
    expect(other.get_by_role("heading", name="What matters to each")).to_be_visible()
    settled(other)
    assert {key: asked(other).get(key) for key in wanted} == wanted
