"""The sections about what happened: issues, offers and answers, the course, the outcome.

They see the negotiation as its reader may see it, and nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from meso_infer.charts.theme import Table
from meso_infer.course import LANE_OF, timeline_rows
from meso_infer.errors import listed
from meso_infer.history import GROUPS, HistoryLine, history, who
from meso_infer.issues import DirectedIssue, Issue, NumericIssue, Option
from meso_infer.negotiation import Happening, LoggedEvent, Negotiation, Round
from meso_infer.packages import Meso, Package
from meso_infer.points import points
from meso_infer.report.content import (
    DATES,
    Block,
    Cell,
    Column,
    Grid,
    Heading,
    Lines,
    Paragraph,
    Picture,
    Section,
    Sheet,
    dated,
)
from meso_infer.report.copies import SECTIONS
from meso_infer.report.timeline import timeline_picture

NOT_NAMED = "–"
CLAIMED = {"equal": "called equal for us", "similar": "called similar for us", "none": ""}

ROUND = Column("round", "Round of the talks, from 1")
ISSUE = Column("issue", "Name of the issue")
OPTION = Column("option", "The option in words, with its unit")
AMOUNT = Column(
    "amount", "The option as a number, where the issue is an amount; in the issue's unit"
)
UNIT = Column("unit", "Unit of the amount")


# --- issues ---------------------------------------------------------------------------------------


def issues_section(told: Negotiation, *, with_ranges: bool, with_directions: bool) -> Section:
    """What is negotiated about.

    Parameters
    ----------
    with_ranges : bool
        Tell ranges and all options; otherwise only what was put forward so far, since a range tells what
        we would think about.
    with_directions : bool
        Tell which way is better for us.
    """
    span = "Range or options" if with_ranges else "Put forward so far"
    columns = ["Issue", span, *(["Better for us"] if with_directions else [])]
    rows = []
    for issue in told.agenda.issues:
        row = [issue.name, _range(issue) if with_ranges else _put_forward(told, issue)]
        rows.append((*row, _better_for_us(issue)) if with_directions else tuple(row))
    blocks: list[Block] = [Grid("What is negotiated about", Table(tuple(columns), tuple(rows)))]
    if with_ranges and told.agenda.rules:
        blocks += [
            Heading("Rules"),
            Lines(tuple(map(told.agenda.describe_rule, told.agenda.rules))),
        ]
    deadline = told.deadline
    if deadline is not None:
        known = "" if deadline.known_to_counterpart else " They do not know of it."
        blocks.append(Paragraph(f"Reply due {deadline.at.astimezone(UTC):{DATES}} UTC.{known}"))
    heads = (
        ISSUE,
        Column(
            "kind", "numeric: an amount; ordered: options in an order; categorical: without one"
        ),
        UNIT,
        Column(span.lower(), "As people read it"),
        *((Column("better for us", "The direction that we prefer"),) if with_directions else ()),
    )
    data = [
        (issue.name, issue.model_dump()["kind"], getattr(issue, "unit", "") or None, *row[1:])
        for issue, row in zip(told.agenda.issues, rows, strict=True)
    ]
    return Section(
        "issues", SECTIONS["issues"], tuple(blocks), (Sheet("Issues", heads, tuple(data)),)
    )


def _range(issue: Issue) -> str:
    if isinstance(issue, NumericIssue):
        low, high = issue.bounds
        step = "" if issue.step is None else f", in steps of {issue.format(issue.step)}"
        return f"{issue.format(low)} to {issue.format(high)}{step}"
    return ", ".join(str(issue.option(float(place))) for place in issue.coordinates())


def _put_forward(told: Negotiation, issue: Issue) -> str:
    named = {p[issue.name] for p in told.logged_packages() if issue.name in p}
    in_order = sorted(named, key=issue.coordinate)
    if isinstance(issue, NumericIssue) and len(in_order) > 4:
        return f"{issue.format(in_order[0])} to {issue.format(in_order[-1])}"
    return ", ".join(map(issue.format, in_order)) or NOT_NAMED


def _better_for_us(issue: Issue) -> str:
    if not isinstance(issue, DirectedIssue) or issue.own_direction is None:
        return NOT_NAMED
    return issue.way_in_words(issue.own_direction)


# --- offers and answers ---------------------------------------------------------------------------


def offers_section(told: Negotiation) -> Section:
    """Every offer with what it was answered, round by round, in the order in which it was shown."""
    blocks: list[Block] = []
    for one in told.rounds:
        blocks += _round_blocks(told, one)
    if not blocks:
        blocks = [Paragraph("Nothing has been put forward yet.")]
    return Section("offers", SECTIONS["offers"], tuple(blocks), (_offers_sheet(told),))


def _round_blocks(told: Negotiation, one: Round) -> list[Block]:
    blocks: list[Block] = []
    if one.meso is None:
        blocks.append(Heading(f"Round {one.number}: before an offer of ours"))
    else:
        when = _offered_at(told, one.offer_id)
        parts = (f"offered {dated(when)}" if when else "", CLAIMED[one.claim])
        detail = ", ".join(part for part in parts if part)
        blocks.append(Heading(f"Round {one.number}" + (f": {detail}" if detail else "")))
        blocks.append(_offer_grid(told, one, one.meso))
    answers = tuple(
        event.describe(told.agenda)
        for entry in told.log
        if entry.round == one.number and (event := _counts(entry)) is not None
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


def _offer_grid(told: Negotiation, one: Round, meso: Meso) -> Grid:
    shown = meso.in_shown_order()
    heads = tuple(f"{label} ✓ picked" if label == one.favourite else label for label, _ in shown)
    rows = [
        (name, *(_worded(told, name, package) for _, package in shown))
        for name in told.agenda.names
    ]
    own = told.own
    if own is not None and all(told.agenda.is_complete(package) for _, package in shown):
        worths = (f"{points(own.utility(package))} points" for _, package in shown)
        rows.append(("Worth to us now", *worths))
    strong = tuple(k for k, (label, _) in enumerate(shown, start=1) if label == one.favourite)
    return Grid(
        f"Packages of round {one.number}, in the order shown",
        Table(("Issue", *heads), tuple(rows)),
        strong,
    )


def _worded(told: Negotiation, name: str, package: Package) -> str:
    return told.agenda.issue(name).format(package[name]) if name in package else NOT_NAMED


def _offers_sheet(told: Negotiation) -> Sheet:
    """One row a package and issue: offers of ours, and what they put forward."""
    own = told.own
    columns = (
        ROUND,
        Column("from", "us: the side that keeps this record; them: the other side"),
        Column("package", "Label of the package; counteroffers have none"),
        Column("place", "Place in the order shown, from 1"),
        Column("picked", "Whether they picked the package or ranked it first"),
        ISSUE, OPTION, AMOUNT, UNIT,
        *((Column("worth to us", "Our utility of the whole package, 0 to 100", "points"),) if own else ()),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in told.rounds:
        put: list[tuple[tuple[Cell, ...], Package]] = []
        for place, (label, package) in enumerate(one.meso.in_shown_order() if one.meso else (), 1):
            put.append(((one.number, "us", label, place, label == one.favourite), package))
        put += [((one.number, "them", None, None, None), package) for package in one.requested]
        for head, package in put:
            worth: tuple[Cell, ...] = ()
            if own is not None:
                whole = told.agenda.is_complete(package)
                worth = (round(100 * own.utility(package), 4) if whole else None,)
            rows += [
                (*head, *_option_cells(told.agenda.issue(name), package[name]), *worth)
                for name in told.agenda.names
                if name in package
            ]
    return Sheet("Offers", columns, tuple(rows))


def _option_cells(issue: Issue, option: Option) -> tuple[Cell, ...]:
    amount = option if isinstance(issue, NumericIssue) else None
    return issue.name, issue.format(option), amount, getattr(issue, "unit", "") or None


# --- the course -----------------------------------------------------------------------------------


def course_section(told: Negotiation, *, with_setup: bool, with_packages: bool) -> Section:
    """What happened, in order: a drawing, then one line an event.

    Parameters
    ----------
    with_setup : bool
        Also tell changes of the set-up, corrections, and our notes on events.
    with_packages : bool
        Spell out the packages of each offer, where no other section does.
    """
    rows = timeline_rows(told)
    kept = [
        (line, entry)
        for line, entry in zip(history(told), told.log, strict=True)
        if with_setup or entry.event.kind in LANE_OF
    ]
    # Our own log keeps its numbers; a copy counts what it tells.
    lines = [
        (line if with_setup else replace(line, sequence=place), entry)
        for place, (line, entry) in enumerate(kept, start=1)
    ]
    blocks: list[Block] = []
    if rows:
        picture = timeline_picture(rows)
        blocks.append(Picture(picture, "Who put what forward in which round"))
    columns = ("Event", "Round", "When (UTC)", "Who", "What")
    table = Table(columns, tuple(_line_cells(line, with_packages) for line, _ in lines))
    blocks.append(
        Grid("Every event, in order", table, tight=(2, 3))
        if lines
        else Paragraph("Nothing has been logged yet.")
    )
    return Section("course", SECTIONS["course"], tuple(blocks), (_events_sheet(lines, with_setup),))


def _line_cells(line: HistoryLine, with_packages: bool) -> tuple[str, ...]:
    what = f"{line.text}. {line.detail}" if with_packages and line.detail else line.text
    if line.now:
        what += f" ({line.now})"
    if line.note:
        what += f". Our note: {line.note}"
    when = f"{line.at.astimezone(UTC):{DATES}}" if line.at else NOT_NAMED
    return str(line.sequence), str(line.round), when, line.who, what


def _counts(entry: LoggedEvent) -> Happening | None:
    """What counts of an entry of the log; None for what was withdrawn, and for corrections."""
    return None if entry.event.kind == "correction" else entry.in_force


def _events_sheet(lines: list[tuple[HistoryLine, LoggedEvent]], with_setup: bool) -> Sheet:
    ours = (
        Column(
            "became",
            "What became of it: withdrawn or corrected; empty while it holds",
            personal=True,
        ),
        Column("note", "Our remark on it", personal=True),
        Column("confidence", "How sure we are that it happened as logged", "0 to 100"),
    )
    columns = (
        Column("event", "Place in this record, from 1"),
        ROUND,
        Column("at", "When it happened, in UTC; empty where nobody said"),
        Column("party", "us, them, or the name of another party", personal=True),
        Column("side", "us, them, or other"),
        Column("kind", "What kind of event it was"),
        Column("package", "Label of the package that it names"),
        Column("issue", "Issue that it names"),
        Column("direction", "Direction that they asked for"),
        Column("amount", "By how much they asked for it, in the issue's unit or in steps"),
        Column("what", "The event in words", personal=True),
        *(ours if with_setup else ()),
    )
    rows: list[tuple[Cell, ...]] = []
    for line, entry in lines:
        event = entry.event
        package = getattr(event, "package", None)
        what = ". ".join(part for part in (line.text, line.detail) if part)
        row: tuple[Cell, ...] = (
            line.sequence, line.round, line.at, line.who,
            line.who if line.who in ("us", "them") else "other", line.kind,
            package if isinstance(package, str) else None, _text(event, "issue"),
            _text(event, "direction"), getattr(event, "amount", None), what,
        )  # fmt: skip
        rows.append(
            (*row, line.now or None, line.note or None, event.confidence) if with_setup else row
        )
    return Sheet("Events", columns, tuple(rows))


def _text(event: object, name: str) -> str | None:
    value = getattr(event, name, None)
    return value if isinstance(value, str) else None


# --- the outcome ----------------------------------------------------------------------------------


def agreement_section(told: Negotiation) -> Section:
    """Whether talks are open, and what was agreed."""
    package = told.agreed_package
    columns = (ISSUE, OPTION, AMOUNT, UNIT)
    blocks: list[Block]
    rows: list[tuple[Cell, ...]] = []
    if package is not None:
        blocks = [Paragraph(_agreed_in_words(told))]
        cells = tuple((n, _worded(told, n, package)) for n in told.agenda.names if n in package)
        blocks.append(Grid("What was agreed", Table(("Issue", "Agreed"), cells)))
        rows = [_option_cells(told.agenda.issue(n), package[n]) for n, _ in cells]
        if told.own is not None and told.agenda.is_complete(package):
            blocks.append(
                Paragraph(f"Worth {points(told.own.utility(package))} points of 100 to us.")
            )
        blocks += _after_the_deal(told)
    elif told.status == "ended":
        because = f": {told.end_reason}" if told.end_reason else ""
        blocks = [Paragraph(f"Talks ended without an agreement{because}.")]
    else:
        blocks = [Paragraph(_waiting(told))]
    return Section(
        "agreement", SECTIONS["agreement"], tuple(blocks), (Sheet("Outcome", columns, tuple(rows)),)
    )


def _agreed_in_words(told: Negotiation) -> str:
    first = told.improving.deal
    if first is None or first == told.agreed_package:
        return "Both sides agreed on this package."
    was = told.agenda.describe(first)
    return (
        "Both sides agreed on this package in the place of the deal that they had reached before, by "
        f"the consent of both. Before: {was}."
    )


def _after_the_deal(told: Negotiation) -> list[Block]:
    """What was done to better the deal, in order; nothing where nobody tried."""
    kinds = GROUPS["After the deal"] - {"debrief"}
    lines = tuple(
        f"{who(told, event.actor).capitalize()}: {event.describe(told.agenda)}"
        for entry in told.log
        if (event := _counts(entry)) is not None and event.kind in kinds
    )
    if not lines:
        return []
    stands = "" if told.improving.proposed is None else " One proposal is not answered yet."
    return [
        Heading("After the deal"),
        Paragraph(f"The deal stands whatever came of this, until both said yes.{stands}"),
        Lines(lines),
    ]


def _waiting(told: Negotiation) -> str:
    meso = told.packages_on_table
    if meso is None:
        return "Talks are open; nothing is on the table."
    plural = "Packages" if len(meso) > 1 else "Package"
    verb = "are" if len(meso) > 1 else "is"
    return f"Talks are open. {plural} {listed(meso.shown, 'and')} {verb} on the table."
