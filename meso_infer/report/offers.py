"""The section of offers: what both sides put forward, round by round, and how it was answered.

Like the rest of the record it sees the negotiation as its reader may see it, and nothing else.
"""

from __future__ import annotations

from datetime import UTC, datetime

from meso_infer.charts.theme import Table
from meso_infer.course import LANE_OF
from meso_infer.issues import Issue, NumericIssue, Option
from meso_infer.negotiation import Happening, LoggedEvent, Negotiation, Round
from meso_infer.negotiation.incoming import ReceivedOffer
from meso_infer.negotiation.put_forward import unseen
from meso_infer.packages import Meso, Package
from meso_infer.points import points
from meso_infer.report.content import (
    Block,
    Cell,
    Column,
    Grid,
    Heading,
    Lines,
    Paragraph,
    Section,
    Sheet,
    dated,
)
from meso_infer.report.copies import SECTIONS

NOT_NAMED = "–"
CLAIMED = {"equal": "called equal for us", "similar": "called similar for us", "none": ""}
THEIR_CLAIM = {
    "equal": ", which they called equal for them",
    "similar": ", which they called similar for them",
    "none": "",
}

ROUND = Column("round", "Round of the talks, from 1")
ISSUE = Column("issue", "Name of the issue")
OPTION = Column("option", "The option in words, with its unit")
AMOUNT = Column(
    "amount", "The option as a number, where the issue is an amount; in the issue's unit"
)
UNIT = Column("unit", "Unit of the amount")


def counts_of(entry: LoggedEvent) -> Happening | None:
    """What counts of an entry of the log; None for what was withdrawn, and for corrections."""
    return None if entry.event.kind == "correction" else entry.in_force


# --- offers and answers ---------------------------------------------------------------------------


def offers_section(told: Negotiation) -> Section:
    """Every offer with what it was answered, round by round, in the order in which it was shown."""
    blocks: list[Block] = []
    for place, one in enumerate(told.rounds):
        blocks += _round_blocks(told, place, one)
    if not blocks:
        blocks = [Paragraph("Nothing has been put forward yet.")]
    return Section("offers", SECTIONS["offers"], tuple(blocks), (_offers_sheet(told),))


def _round_blocks(told: Negotiation, place: int, one: Round) -> list[Block]:
    blocks: list[Block] = []
    if one.meso is None:
        blocks.append(Heading(f"Round {one.number}: before an offer of ours"))
    else:
        when = _offered_at(told, one.offer_id)
        parts = (f"offered {dated(when)}" if when else "", CLAIMED[one.claim])
        detail = ", ".join(part for part in parts if part)
        blocks.append(Heading(f"Round {one.number}" + (f": {detail}" if detail else "")))
        caption = f"Packages of round {one.number}, in the order shown"
        blocks.append(_packages_grid(told, caption, one.meso, one.favourite))
    received = _received_in(told, place)
    blocks += [_received_grid(told, offer) for offer in received]
    answers = tuple(
        event.describe(told.agenda)
        for entry in told.log
        if entry.round == one.number and (event := counts_of(entry)) is not None
        and event.kind != "meso-offered" and LANE_OF.get(event.kind) in ("theirs", "ours", "agreed")
    )  # fmt: skip
    if answers:
        blocks.append(Lines(answers))
    elif one.meso is not None and told.status == "open":
        blocks.append(Paragraph("No answer is logged yet.", minor=True))
    return blocks


def _offered_at(told: Negotiation, offer_id: str | None) -> datetime | None:
    found = [e.event.at for e in told.log if e.event.id == offer_id and e.event.at is not None]
    return found[0].astimezone(UTC) if found else None


def _received_in(told: Negotiation, place: int) -> tuple[ReceivedOffer, ...]:
    return tuple(offer for offer in told.incoming.offers if offer.place == place)


def _received_grid(told: Negotiation, offer: ReceivedOffer) -> Grid:
    what = "Packages" if len(offer.packages) > 1 else "Package"
    caption = f"{what} that they offered us{THEIR_CLAIM[offer.claim]}"
    return _packages_grid(told, caption, offer.packages, valued=offer is not unseen(told))


def _packages_grid(
    told: Negotiation,
    caption: str,
    meso: Meso,
    favourite: str | None = None,
    *,
    valued: bool = True,
) -> Grid:
    """Packages beside each other, with their worth to us if it may be told; the one they picked stands out."""
    shown = meso.in_shown_order()
    heads = tuple(f"{label} ✓ picked" if label == favourite else label for label, _ in shown)
    rows = [
        (name, *(worded(told, name, package) for _, package in shown)) for name in told.agenda.names
    ]
    own = told.own if valued else None
    if own is not None and all(told.agenda.is_complete(package) for _, package in shown):
        worths = (f"{points(own.utility(package))} points" for _, package in shown)
        rows.append(("Worth to us now", *worths))
    strong = tuple(k for k, (label, _) in enumerate(shown, start=1) if label == favourite)
    return Grid(caption, Table(("Issue", *heads), tuple(rows)), strong)


def worded(told: Negotiation, name: str, package: Package) -> str:
    """The option of an issue in a package, in words; a dash where the package leaves it out."""
    return told.agenda.issue(name).format(package[name]) if name in package else NOT_NAMED


def _offers_sheet(told: Negotiation) -> Sheet:
    """One row a package and issue: offers of both sides, and what they asked for in answer to ours."""
    own, hidden = told.own, unseen(told)
    columns = (
        ROUND,
        Column("from", "us: the side that keeps this record; them: the other side"),
        Column("package", "Label of the package; what they asked for in answer to ours has none"),
        Column("place", "Place in the order shown, from 1"),
        Column("picked", "Whether they picked the package or ranked it first"),
        ISSUE, OPTION, AMOUNT, UNIT,
        *((Column("worth to us", "Our utility of the whole package, 0 to 100", "points"),) if own else ()),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for at, one in enumerate(told.rounds):
        put: list[tuple[tuple[Cell, ...], Package, bool]] = []
        for place, (label, package) in enumerate(one.meso.in_shown_order() if one.meso else (), 1):
            put.append(((one.number, "us", label, place, label == one.favourite), package, True))
        for package in one.requested:
            put.append(((one.number, "them", None, None, None), package, True))
        for offer in _received_in(told, at):
            for place, (label, package) in enumerate(offer.packages.in_shown_order(), 1):
                head = (one.number, "them", label, place, None)
                put.append((head, package, offer is not hidden))
        for head, package, valued in put:
            worth: tuple[Cell, ...] = ()
            if own is not None:
                whole = valued and told.agenda.is_complete(package)
                worth = (round(100 * own.utility(package), 4) if whole else None,)
            rows += [
                (*head, *option_cells(told.agenda.issue(name), package[name]), *worth)
                for name in told.agenda.names
                if name in package
            ]
    return Sheet("Offers", columns, tuple(rows))


def option_cells(issue: Issue, option: Option) -> tuple[Cell, ...]:
    """An option as the data has it: issue, words, amount where it is one, unit."""
    amount = option if isinstance(issue, NumericIssue) else None
    return issue.name, issue.format(option), amount, getattr(issue, "unit", "") or None
