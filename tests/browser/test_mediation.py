"""A whole mediation in three browser profiles, two parties and a neutral, with every frame searched."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from meso_infer.mediation import Desk
from meso_infer.mediation.case import CaseLog
from meso_infer.mediation.seats import own_gain
from meso_infer.points import points
from meso_infer.storage import open_store
from tests.browser.conftest import Server, Visit, expander, settled, unfold
from tests.browser.frames import Frames

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
ORIGINAL = "Between us: the laboratory moves to Ulm in spring."
REWORDED = "Where the work is done may change."
NOTE = "The first party has a deadline in May."
SEALED = 97313.37
LIMIT = 37


@dataclass
class Profile:
    """A browser profile of its own and everything that the server sent to it."""

    page: Page
    frames: Frames

    @property
    def received(self) -> bytes:
        return self.frames.received


def profile(visit: Open, **looks: object) -> Profile:
    page = visit(**looks).page
    return Profile(page, Frames(page))


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def says(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


def open_case(neutral: Page, url: str) -> dict[str, str]:
    """Open a case on the page and make a link for each party; returns the links by name."""
    neutral.goto(f"{url}/neutral")
    neutral.get_by_label("What it is about").fill("A post at the laboratory")
    neutral.get_by_label("Your name, as the neutral").fill("The ombudsperson")
    neutral.get_by_label(re.compile("^Parties, one a line")).fill("Laboratory\nApplicant")
    neutral.get_by_role("combobox", name="Issues from").click()
    neutral.get_by_role("option", name="Template: Hiring").click()
    press(neutral, "Open it")
    says(neutral, "No link yet.")
    links: dict[str, str] = {}
    for place, name in enumerate(("Laboratory", "Applicant")):
        box = neutral.locator(f".st-key-neutral-party-p{place + 1}")
        box.get_by_role("button", name="Make a link").click()
        expect(box.get_by_test_id("stCode")).to_contain_text("?link=")
        links[name] = box.get_by_test_id("stCode").inner_text().strip()
    return links


def fill_side(page: Page, link: str, better: str, limit: int) -> None:
    """Fill a side: which end of the amounts is better, and what is needed at least."""
    page.goto(link)
    says(page, "Fill this in first.")
    unfold(expander(page, "Vacation"))
    for issue in ("Salary", "Remote", "Vacation"):
        choice = page.get_by_role("radiogroup", name=f"Which end of {issue} is better for you?")
        choice.get_by_text(better).click()
    slider = page.get_by_role("slider", name="What you need at least")
    slider.press("Home")
    for _ in range(limit):
        slider.press("ArrowRight")
    expect(slider).to_have_value(str(limit))
    press(page, "Keep this")
    says(page, f"{limit} points that you need")


def have_a_link_of_its_own(page: Page, other: Page, link: str) -> None:
    """The party takes its link over; whoever has the one that was sent is refused, and it reads on."""
    unfold(expander(page, "Your link"))
    press(page, "Make a link of my own")
    says(page, "You made this link")
    other.goto(link)
    expect(other.get_by_role("heading", name="No entry")).to_be_visible()
    page.reload()
    says(page, "You are here for")
    assert page.url != link


def take_part(page: Page, amount: float, label: str) -> None:
    """Take part in the overlap test and seal an amount."""
    tab(page, "Together")
    press(page, "Take part")
    page.get_by_label(label).fill(str(amount))
    press(page, "Seal it")


def test_a_mediation_from_the_opening_to_a_joint_yes(server: Server, visit: Open) -> None:
    """Sides, overlap, sealed amounts, suggestion, both yes, a message; nothing private crosses."""
    neutral, lab, applicant = profile(visit), profile(visit, width=390), profile(visit, width=390)
    links = open_case(neutral.page, server.url)
    fill_side(lab.page, links["Laboratory"], "Lower is better", LIMIT)
    fill_side(applicant.page, links["Applicant"], "Higher is better", 21)
    have_a_link_of_its_own(applicant.page, visit().page, links["Applicant"])
    tab(neutral.page, "Protocols")
    press(neutral.page, "Ask whether the limits overlap")
    press(neutral.page, "Ask both for a sealed amount")
    # The laboratory was asked as the one who wants it higher: it would take 97,313.37 at least.
    take_part(lab.page, SEALED, "Salary: the least you would take")
    says(lab.page, "You sealed USD 97,313.37")
    take_part(applicant.page, 95000, "Salary: the most you would give")
    for one in (lab, applicant, neutral):
        says(one.page, "There is at least one package that meets every limit.")
    says(applicant.page, "The two amounts do not meet.")
    press(neutral.page, "Suggest a package to all")
    for one in (lab, applicant):
        says(one.page, "Suggestion S1")
    press(lab.page, "Yes")
    says(lab.page, "Yes, as I said")
    says(neutral.page, "Answers are secret, also from you")
    press(applicant.page, "Yes")
    for one in (lab, applicant, neutral):
        says(one.page, "Everybody said yes.")
    write_by_way_of_the_neutral(neutral.page, lab.page, applicant.page)
    search_frames(server, neutral, lab, applicant)
    for one in (lab, applicant):
        wide = one.page.evaluate(
            "Math.max(...[...document.querySelectorAll('[data-testid=stMain]')]"
            ".map(e => e.scrollWidth - e.clientWidth))"
        )
        assert wide <= 0


def write_by_way_of_the_neutral(neutral: Page, lab: Page, applicant: Page) -> None:
    """The laboratory writes; the neutral notes, rewords and passes on; the applicant reads."""
    tab(lab, "Messages")
    lab.get_by_label("Write to The ombudsperson").fill(ORIGINAL)
    lab.get_by_label("Write to The ombudsperson").blur()
    settled(lab)
    lab.reload()
    tab(lab, "Messages")
    expect(lab.get_by_label("Write to The ombudsperson")).to_have_value(ORIGINAL)
    press(lab, "Send")
    tab(neutral, "Messages and notes")
    says(neutral, ORIGINAL)
    neutral.get_by_label("Note", exact=True).fill(NOTE)
    press(neutral, "Keep the note")
    says(neutral, NOTE)
    neutral.get_by_label("Pass on, in your words").fill(REWORDED)
    press(neutral, "Pass it on")
    tab(applicant, "Messages")
    says(applicant, REWORDED)


def search_frames(server: Server, neutral: Profile, lab: Profile, applicant: Profile) -> None:
    """No frame to the other party or the neutral holds a number or word of the laboratory's own."""
    store = open_store(server.database)
    try:
        case_id = store.cases.list()[0].case_id
        log = CaseLog.of(store.cases.read_as(case_id, "p1"))
        found = own_gain(log, "p1", Desk(store, case_id, bytes).look().suggestion("S1").package)
    finally:
        store.close()
    assert found is not None
    worth = f"Worth **{points(found[0])}**"
    for words in (worth, f"{LIMIT} points that you need", "97,313.37", "97313.37"):
        found_there = words.encode() in lab.received
        assert found_there or words == "97313.37", f"the search finds {words!r} where it is"
        assert words.encode() not in applicant.received + neutral.received
    for number in (float(LIMIT), SEALED):
        assert struct.pack("<d", number) not in applicant.received + neutral.received
    assert ORIGINAL.encode() in lab.received
    assert ORIGINAL.encode() in neutral.received
    assert ORIGINAL.encode() not in applicant.received
    assert NOTE.encode() in neutral.received
    assert NOTE.encode() not in lab.received + applicant.received
    for one in (lab, applicant):
        assert b"All negotiations" not in one.received
        assert b"Hiring \xc2\xb7 Candidate" not in one.received
