"""Take a picture of every page of the dashboard and write docs/dashboard.md, which shows them.

``make screenshots`` runs this, ``python -m docs.screenshots live`` takes the picture of one page: a
dashboard on a database of its own, with the hiring example played for two rounds and other negotiations
beside it, in the system's Chromium. A page that is added to the navigation gets its picture without being
named here.
"""

from __future__ import annotations

import secrets
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from meso_infer import workflow
from meso_infer.events import (
    AgreementReached,
    ConsentGiven,
    Event,
    IssuePushed,
    OfferReceived,
    PackagePicked,
    PositionWritten,
    extended,
    logged,
    replay,
)
from meso_infer.example import EXAMPLE_ID
from meso_infer.mediation import open_case, open_seat
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Package
from meso_infer.simulate import draw_counterpart, play
from meso_infer.storage import EventStore, open_store
from meso_infer.templates import load_sample, load_template
from tests.browser.conftest import ARGUMENTS, serving, settled
from tests.mediation.desks import straight_vault
from tests.navigation import ROOT, Listed, pages
from tests.negotiation_states import full_demo
from tests.single_text.texts import open_table

DEAL, OFFERED = "deal", "offered"
SHOWN = {"pages/agreement.py": DEAL, "pages/offers_to_us.py": OFFERED}
"""Pages whose picture shows another negotiation than the example, which is still open."""

IMAGES = ROOT / "docs" / "images"
DOCUMENT = ROOT / "docs" / "dashboard.md"
LAPTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 960}}
PHONE = "Pixel 5"
MOST_BYTES = 250_000
COLORS = 128
MILLISECONDS = 60_000
HEAD = """# The dashboard, page by page

`make screenshots` takes these pictures and writes this page. They show the hiring example after two
rounds; the numbers are estimates from two answers, a counteroffer and a remark.
"""


def negotiations() -> dict[str, Negotiation]:
    """What the pictures show, by id; the first is the one that is open."""
    rng = np.random.default_rng(1)
    licence = load_template("software_licence").header
    supplier = load_template("supplier_contract").header
    bought = play(supplier, draw_counterpart(supplier.agenda, rng), rng, n_rounds=2)
    if bought.move == "counterpart" or bought.picked is None:
        bought = extended(bought, PackagePicked(package="A"))
    return {
        EXAMPLE_ID: full_demo(),
        DEAL: a_deal(),
        OFFERED: an_offer_to_us(),
        "licence": play(licence, draw_counterpart(licence.agenda, rng), rng, n_rounds=2),
        "supplier": extended(bought, AgreementReached(package=bought.picked or "A")),
    }


def a_deal() -> Negotiation:
    """The hiring talks agreed on B, and both sides willing to look for something better."""
    return extended(
        load_sample("hiring"),
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
        AgreementReached(package="B", their_words="Fine, let us do B"),
        ConsentGiven(party="own"),
        ConsentGiven(party="counterpart", words="Why not, if B stands"),
    )


def an_offer_to_us() -> Negotiation:
    """The hiring talks in which they answer with three packages, called equal, after we wrote our target."""
    packages = {
        label: Package(dict(zip(("Salary", "Remote", "Contract"), options, strict=True)))
        for label, options in {
            "A": (104_000, 2, "3 years"),
            "B": (99_000, 3, "3 years"),
            "C": (102_000, 1, "2 years"),
        }.items()
    }
    sample = load_sample("hiring")
    return extended(
        replay(replace(sample.header, counterpart="Second candidate"), logged(sample)),
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
        PositionWritten(target=0.65, limit=0.4, their_limit=0.7),
        OfferReceived(packages=packages, claim="equal"),
        PositionWritten(moment="after", target=0.6),
    )


def dated(events: Sequence[Event], now: datetime) -> list[Event]:
    """The events a quarter of an hour apart, the last of them at `now`."""
    first = now - timedelta(minutes=15) * (len(events) - 1)
    return [
        event.model_copy(update={"at": first + timedelta(minutes=15) * k})
        for k, event in enumerate(events)
    ]


def fill(store: EventStore, now: datetime) -> None:
    """Put the negotiations into an empty store, the one to open last, so that it is the newest."""
    for name, negotiation in reversed(negotiations().items()):
        workflow.start(
            store,
            negotiation.header,
            dated(logged(negotiation), now),
            now=now,
            negotiation_id=name,
            is_example=name == EXAMPLE_ID,
        )


def mediate(store: EventStore, now: datetime) -> None:
    """Open a case on the neutral desk whose two parties have filled in their sides."""
    agenda = load_template("hiring").header.agenda
    desk = open_case(
        store,
        title="A post at the laboratory",
        neutral="The ombudsperson",
        parties=["Laboratory", "Applicant"],
        agenda=agenda,
        now=now,
        random_bytes=secrets.token_bytes,
    )
    sides = (
        straight_vault(
            agenda,
            (90, 80, 20, 30, 10),
            likes_high=False,
            issue_permissions={"Remote": "hint", "Contract": "share"},
        ),
        straight_vault(agenda, (60, 90, 40, 10, 70), likes_high=True, limit_permission="hint"),
    )
    for party, side in zip(("p1", "p2"), sides, strict=True):
        link = desk.issue_link(party, now=now)
        seat = open_seat(store, link.token, now=now, random_bytes=secrets.token_bytes)
        seat.change_vault(side, now=now)


def draft(store: EventStore, now: datetime) -> None:
    """Open a single text of five parties that have marked its first version."""
    table = open_table(5, store=store, now=now)
    for seat in table.seats.values():
        for clause in ("c1", "c2", "c3"):
            seat.mark(1, clause, "could live with", now=now)
    table.desk.keep_revision(
        table.desk.revision().reworded("c2", text="Rent rises by 1% a year."), now=now
    )


def take(page: Page, name: str) -> None:
    """Save what the window shows as a picture of few colours."""
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size // 1000} kB")
    if size > MOST_BYTES:
        sys.exit(
            f"{path} has {size} bytes; {MOST_BYTES} are allowed. Show less, or use fewer COLORS."
        )


def opened(browser: Browser, url: str, device: dict[str, Any], listed: Listed) -> Page:
    """A new window on a page, drawn to the end."""
    context = browser.new_context(**device)
    page = context.new_page()
    page.set_default_timeout(MILLISECONDS)
    page.goto(f"{url}/{listed.address}?n={SHOWN.get(listed.path, EXAMPLE_ID)}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    return page


def is_for_phones(listed: Listed) -> bool:
    """Whether a picture of a phone is taken, too: of the page that opens first, kept open during a call."""
    return not listed.address


def write_document() -> None:
    """One section a page: its title, what it is for, and its picture."""
    sections = [HEAD]
    for listed in pages():
        sections.append(f"## {listed.title}\n\n{listed.purpose}.\n")
        sections.append(f"![{listed.title}: {listed.purpose}](images/{listed.name}.png)\n")
        if is_for_phones(listed):
            sections.append(f"![{listed.title} on a phone](images/{listed.name}_phone.png)\n")
    DOCUMENT.write_text("\n".join(sections), encoding="utf-8")


def main(names: Sequence[str] = ()) -> None:
    """Take all pictures, or those of the pages named."""
    wanted = [listed for listed in pages() if not names or listed.name in names]
    expect.set_options(timeout=MILLISECONDS)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        store = open_store(server.database)
        fill(store, datetime.now(UTC))
        mediate(store, datetime.now(UTC))
        draft(store, datetime.now(UTC))
        store.close()
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
            for listed in wanted:
                take(opened(browser, server.url, LAPTOP, listed), listed.name)
                if is_for_phones(listed):
                    take(
                        opened(browser, server.url, driver.devices[PHONE], listed),
                        f"{listed.name}_phone",
                    )
            browser.close()
    write_document()


if __name__ == "__main__":
    main(sys.argv[1:])
