"""A whole single text in six browser profiles, five parties and a mediator, with every frame searched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from meso_infer.single_text import list_texts
from meso_infer.single_text.mediator import TextDesk
from meso_infer.storage import open_store
from tests.browser.conftest import Server, Visit, settled, unfold
from tests.browser.test_every_page import LOOKS, UNFOLD, WIDTHS, findings, looked_at
from tests.browser.test_mediation import Profile, press, profile, says, tab
from tests.browser.test_mediation_looks import check
from tests.single_text.texts import NAMES, dice, open_table

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
PRIVATE = "Between us: the bank wants its loan back in May."
UNNAMED = "A quarter is too short for old people to move."
TABS = ("Text", "Marks and criticism", "Versions", "Parties", "Vote and record")


def open_text(mediator: Page, url: str) -> list[str]:
    """Open a text on the page, publish its first version, and make a link for each party."""
    mediator.goto(f"{url}/single_text")
    mediator.get_by_label("What it is about").fill("The old quarter")
    mediator.get_by_label("Your name, as the mediator").fill("The ombudsperson")
    mediator.get_by_label("Parties, one a line").fill("\n".join(NAMES))
    mediator.get_by_role("combobox", name="A clause for each issue of").click()
    mediator.get_by_role("option", name="Template: Office lease").click()
    press(mediator, "Open it")
    write(mediator, 1, "Rent rises by 2% a year.")
    press(mediator, "Publish version 1")
    says(mediator, "Edits for version 2")
    tab(mediator, "Parties")
    links = []
    for place in range(len(NAMES)):
        box = mediator.locator(f".st-key-single-party-p{place + 1}")
        box.get_by_role("button", name="Make a link").click()
        expect(box.get_by_test_id("stCode")).to_contain_text("?text=")
        links.append(box.get_by_test_id("stCode").inner_text().strip())
    return links


def write(mediator: Page, place: int, words: str) -> None:
    """Give a clause another text; it is kept when the field is left."""
    field = mediator.get_by_label(f"Text of clause {place}", exact=True)
    field.fill(words)
    field.blur()
    settled(mediator)


def mark(page: Page, clause: str, words: str) -> None:
    """Mark a clause, and wait until that is kept."""
    box = page.locator(f".st-key-text-clause-{clause}")
    box.get_by_role("radio", name=words, exact=True).click()
    expect(box.get_by_role("radio", name=words, exact=True)).to_be_checked()
    settled(page)


def criticise(page: Page, clause: str, words: str, who: str) -> None:
    """Say what does not work in a clause, and who may read it."""
    box = page.locator(f".st-key-text-clause-{clause}")
    unfold(box.get_by_test_id("stExpander").filter(has_text="Say what does not work"))
    box.get_by_role("textbox", name="What does not work, and why").fill(words)
    box.get_by_text(who).click()
    expect(box.get_by_role("radio", name=who)).to_be_checked()
    box.get_by_role("button", name="Tell the mediator").click()
    expect(box.get_by_role("button", name="Take it back")).to_be_visible()


def test_a_single_text_with_five_parties_from_draft_to_vote(server: Server, visit: Open) -> None:
    """Draft, marks, criticism, revision, vote, Word file; what is private reaches no other party."""
    mediator = profile(visit)
    links = open_text(mediator.page, server.url)
    parties: list[Profile] = [profile(visit, width=390) for _ in NAMES]
    for one, link in zip(parties, links, strict=True):
        one.page.goto(link)
        says(one.page, "Rent rises by 2% a year.")
        mark(one.page, "c1", "does not work" if one is parties[2] else "could live with")
    criticise(parties[3].page, "c1", PRIVATE, "The mediator only")
    criticise(parties[2].page, "c1", UNNAMED, "All, without our name, with the next version")
    tab(mediator.page, "Marks and criticism")
    for words in (PRIVATE, UNNAMED, "for 1 of 5"):
        says(mediator.page, words)
    tab(mediator.page, "Text")
    write(mediator.page, 1, "Rent rises by 1% a year.")
    press(mediator.page, "Publish version 2")
    for one in parties:
        says(one.page, "Rent rises by 1% a year.")
        says(one.page, UNNAMED)
    tab(mediator.page, "Vote and record")
    press(mediator.page, "Call the vote on version 2")
    vote(parties)
    for one in parties:
        says(one.page, "All parties have said yes to it as a whole.")
    says(mediator.page, "All have said yes to version 2.")
    search_frames(mediator, parties)
    read_word_file(mediator.page)
    store = open_store(server.database)
    (text_id,) = list_texts(store)
    log = TextDesk(store, text_id, dice(1)).look()
    assert (log.agreed_version, len(log.versions), log.votes[0].answers) == (2, 2, {})
    store.close()


def vote(parties: list[Profile]) -> None:
    """The last party says no, and then yes; with the yes of the fourth the vote is over."""
    *others, undecided = parties
    press(undecided.page, "No")
    says(undecided.page, "You can change it until all have answered.")
    press(undecided.page, "Yes to the whole")
    expect(undecided.page.get_by_role("button", name="No", exact=True)).to_be_enabled()
    for one in others:
        press(one.page, "Yes to the whole")
        if one is not others[-1]:
            says(one.page, "You can change it until all have answered.")


def search_frames(mediator: Profile, parties: list[Profile]) -> None:
    """Private words reached their author and the mediator; an author's name came with none unnamed."""
    assert PRIVATE.encode() in mediator.received
    for one in parties:
        assert (PRIVATE.encode() in one.received) == (one is parties[3])
        assert b"Tenants (matters much)" not in one.received
        assert b"Traceback" not in one.received
    assert b"You said **no**" in parties[4].received
    assert all(b"You said **no**" not in one.received for one in (mediator, *parties[:4]))


def read_word_file(mediator: Page) -> None:
    tab(mediator, "Versions")
    with mediator.expect_download() as download:
        press(mediator, "Word file of version 2")
    words = [
        one.text for one in Document(BytesIO(Path(download.value.path()).read_bytes())).paragraphs
    ]
    assert "Rent rises by 1% a year." in words
    assert any("All parties have said yes" in one for one in words)


def test_a_text_reads_well(server: Server, visit: Open) -> None:
    """The party's view and every tab of the mediator, on a phone and a laptop, in both modes."""
    now = datetime.now(UTC)
    table = open_table(5, store=open_store(server.database), now=now)
    for seat in table.seats.values():
        seat.mark(1, "c1", "works", named=True, now=now)
        seat.criticise(1, "c2", "Too fast.", weight="much", telling="unnamed", now=now)
    table.publish("Five floors at most.")
    table.seats["p1"].criticise(2, "c3", "Two are ill.", weight="a little", now=now)
    table.desk.keep_revision(table.desk.revision().reworded("c3", text="Trees stay."), now=now)
    table.desk.open_vote(now=now)
    page = visit().page
    page.goto(f"{server.url}/?text={table.tokens['p1']}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for width, mode, asked in LOOKS:
        page.evaluate(UNFOLD)
        looked_at(page, width, mode)
        assert max(page.evaluate(WIDTHS)) <= width
        assert findings(page, asked) == [], (width, mode)
    page.goto(f"{server.url}/single_text")
    expect(page.get_by_role("tab", name="Versions")).to_be_visible()
    check(page, TABS, 390, "dark", all_rules=True)
    check(page, TABS[1:2], 1440, "light", all_rules=False)
    table.store.close()
