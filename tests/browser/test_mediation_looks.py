"""The neutral's desk and a party's view with a case on them: axe-core finds nothing, nothing is too wide."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from meso_infer.storage import open_store
from meso_infer.templates import load_template
from tests.browser.conftest import Server, Visit, settled
from tests.browser.test_every_page import (
    CONTRAST,
    EVERYTHING,
    UNFOLD,
    WIDTHS,
    Mode,
    findings,
    looked_at,
)
from tests.mediation.desks import Table, open_table, straight_vault

pytestmark = pytest.mark.browser

PARTY_TABS = ("Your side", "Together", "Messages")
NEUTRAL_TABS = ("Parties", "Protocols", "Messages and notes", "Record")


def under_way(database: str) -> Table:
    """A case in which something of every kind has happened."""
    agenda, now = load_template("hiring").header.agenda, datetime.now(UTC)
    table = open_table(
        store=open_store(database), agenda=agenda, now=now, random_bytes=secrets.token_bytes
    )
    buyer, seller = table.seats.values()
    buyer.change_vault(
        straight_vault(
            agenda, (90, 80, 20, 30, 10), likes_high=False, issue_permissions={"Remote": "hint"}
        ),
        now=now,
    )
    seller.change_vault(straight_vault(agenda, (60, 90, 40, 10, 70), likes_high=True), now=now)
    table.desk.open_overlap_test(now=now)
    for seat in table.seats.values():
        seat.take_part("overlap", now=now)
    table.desk.open_sealed_amounts("Salary", wants_higher="p2", wants_lower="p1", now=now)
    table.desk.suggest_package("maximin", now=now)
    table.desk.suggest_package("nash", now=now)
    for seat in table.seats.values():
        seat.answer("S1", yes=True, now=now)
    buyer.write_message("What about the remote days?", now=now)
    table.desk.write_message("Let us meet on Monday.", ["p1", "p2"], now=now)
    table.desk.write_note("Monday suits all.", now=now)
    return table


def check(page: Page, tabs: tuple[str, ...], width: int, mode: Mode, *, all_rules: bool) -> None:
    """Open one tab after another and look at it."""
    for name in tabs:
        page.get_by_role("tab", name=name, exact=True).click()
        page.evaluate(UNFOLD)
        settled(page)
        looked_at(page, width, mode)
        assert max(page.evaluate(WIDTHS)) <= width, name
        assert findings(page, EVERYTHING if all_rules else CONTRAST) == [], name


def test_a_case_reads_well(server: Server, visit: Callable[..., Visit]) -> None:
    """Every tab on a phone, and one more on a laptop or in the other mode, everything unfolded."""
    table = under_way(server.database)
    page = visit().page
    page.goto(f"{server.url}/?link={table.tokens['p1']}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check(page, PARTY_TABS, 390, "light", all_rules=True)
    check(page, PARTY_TABS[1:2], 390, "dark", all_rules=False)
    page.goto(f"{server.url}/neutral")
    expect(page.get_by_role("tab", name="Parties")).to_be_visible()
    check(page, NEUTRAL_TABS, 390, "dark", all_rules=True)
    check(page, NEUTRAL_TABS[1:2], 1440, "light", all_rules=False)
    table.store.close()
