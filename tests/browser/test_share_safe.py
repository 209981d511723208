"""A shared screen: no private number reaches the browser, in no frame of its socket and on no page."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterable
from dataclasses import astuple
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from meso_infer import workflow
from meso_infer.documents import write_document
from meso_infer.events import IssuePushed, Note, PackagePicked
from meso_infer.headline import headline, interval
from meso_infer.negotiation import Negotiation
from meso_infer.posterior import Posterior
from meso_infer.storage import open_store
from meso_infer.templates import load_sample
from tests.browser.conftest import ROOT, Server, Visit, settled
from tests.browser.frames import Frames

pytestmark = pytest.mark.browser

NAME = "private"
SECRET = "they must not read this"
RESERVATION, ASPIRATION = 0.4137, 0.7283


@pytest.fixture
def talks(server: Server) -> tuple[Negotiation, Posterior]:
    """A negotiation whose private numbers stand nowhere else, with a pick, a push and a private note."""
    sample = write_document(load_sample("hiring"))
    sample["own"] |= {"reservation_value": RESERVATION, "aspiration_value": ASPIRATION}
    store = open_store(server.database)
    now = datetime.now(UTC)
    workflow.import_document(store, sample, now=now, negotiation_id=NAME)
    before = workflow.load(store, NAME)
    shown = workflow.estimate_shown(before, workflow.infer(before))
    said = (PackagePicked(package="B"), IssuePushed(issue="Salary"), Note(text=SECRET))
    after = workflow.record(store, NAME, [shown, *said], expected_sequence=1, now=now)
    store.close()
    return after, workflow.infer(after)


def private_numbers(negotiation: Negotiation, posterior: Posterior) -> list[float]:
    """Our weights, limits and utilities, and every number of the estimate."""
    own, meso = negotiation.own, negotiation.packages_on_table
    assert own is not None
    assert meso is not None
    estimates = [number for one in posterior.weight_summary().values() for number in astuple(one)]
    worth = [own.utility(package) for _, package in meso.packages]
    return [*own.weights, RESERVATION, ASPIRATION, *worth, *map(float, estimates)]


def private_texts(negotiation: Negotiation, posterior: Posterior) -> list[str]:
    """How those numbers are written on pages, and what is private in words."""
    own, summary = negotiation.own, posterior.weight_summary()
    assert own is not None
    ours = [*own.weights, RESERVATION, ASPIRATION, 0.65217391]
    written = [f"{100 * number:.1f}" for number in ours] + [f"{number:.4f}"[:5] for number in ours]
    believed = [interval(one) for one in summary.values()]
    return [*written, *believed, headline(posterior), SECRET]


def found(texts: Iterable[str], numbers: Iterable[float], seen: bytes) -> list[str]:
    """What of the private stands in what was received: as text, or as the bytes of a number."""
    said = seen.decode("utf-8", "ignore")
    as_text = [text for text in texts if re.search(rf"(?<![\d.]){re.escape(text)}(?!\d\.)", said)]
    as_bytes = [str(n) for n in numbers if n and struct.pack("<d", n) in seen]
    return as_text + as_bytes


def around(text: str, seen: bytes) -> str:
    """A found text with what stands beside it, to see where it came from."""
    before, _, after = seen.decode("utf-8", "ignore").partition(text)
    return f"{before[-80:]}{text}{after[:40]}"


def test_no_private_number_reaches_a_shared_screen(
    server: Server, visit: Callable[..., Visit], talks: tuple[Negotiation, Posterior]
) -> None:
    """Every page, opened safe: frames and markup hold none of our numbers and none of the estimate."""
    texts, numbers = private_texts(*talks), private_numbers(*talks)
    page = visit().page
    frames = Frames(page)
    leaks: dict[str, list[str]] = {}
    for path in sorted((ROOT / "pages").glob("*.py")):
        frames.clear()
        page.goto(f"{server.url}/{path.stem}?n={NAME}&safe=1")
        expect(page.get_by_test_id("stSidebarNavLink").first).to_be_visible()
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
        # A drawing's coordinates, and where the browser puts things, are numbers of its own.
        markup = re.sub(
            r"<svg.*?</svg>|data:image/svg[^)]+|-?[0-9.]+px", "", page.content(), flags=re.DOTALL
        )
        seen = b"\n".join([frames.received, markup.encode()])
        assert len(seen) > 1000, path.stem
        told = found(texts, numbers, seen)
        if told:
            leaks[path.stem] = [around(one, seen) for one in told]
    assert leaks == {}
    # The search itself works: the same negotiation on a screen that is not shared.
    frames.clear()
    page.goto(f"{server.url}/live?n={NAME}")
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
    shown = {"65.2", headline(talks[1])}
    open_screen = frames.wait_for(lambda sent: shown <= set(found(texts, numbers, sent)))
    assert shown <= set(found(texts, numbers, open_screen))


def test_a_safe_screen_stays_safe_until_it_is_switched(
    server: Server, visit: Callable[..., Visit], talks: tuple[Negotiation, Posterior]
) -> None:
    """Buttons, keys, links and the way back lead to safe pages; only the switch ends it."""
    page = visit().page
    frames = Frames(page)
    page.goto(f"{server.url}/live?n={NAME}&safe=1")
    page.get_by_role("button", name="Compare and change them").click()
    expect(page.get_by_role("heading", name="Next packages", level=1)).to_be_visible()
    expect(page.get_by_text("What we may offer next is hidden")).to_be_visible()
    assert "safe=1" in page.url
    page.go_back()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Counterpart").click()
    expect(page.get_by_text("are hidden while the screen may be shared")).to_be_visible()
    settled(page)
    assert found(private_texts(*talks), private_numbers(*talks), frames.received) == []
    page.get_by_text("Screen-share safe").click()
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
    assert "safe=1" not in page.url
