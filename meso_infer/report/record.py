"""The sections about what happened: issues, the course, the outcome; offers stand in `offers`.

They see the negotiation as its reader may see it, and nothing else.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from meso_infer.charts.theme import Table
from meso_infer.course import LANE_OF, timeline_rows
from meso_infer.errors import listed
from meso_infer.history import GROUPS, HistoryLine, history, who
from meso_infer.issues import DirectedIssue, Issue, NumericIssue
from meso_infer.negotiation import LoggedEvent, Negotiation
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
)
from meso_infer.report.copies import SECTIONS
from meso_infer.report.offers import (
    AMOUNT,
    ISSUE,
    NOT_NAMED,
    OPTION,
    ROUND,
    UNIT,
    counts_of,
    option_cells,
    worded,
)
from meso_infer.report.timeline import timeline_picture

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
    meaning = (
        "What may be agreed, in words"
        if with_ranges
        else "What stood in a package so far, in words"
    )
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
        Column(span.lower(), meaning),
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
        Grid("Every event, in order", table, tight=(0, 1, 2, 3))
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
        blocks = [Paragraph(f"{_agreed_in_words(told)}{_worth(told, package)}")]
        cells = tuple((n, worded(told, n, package)) for n in told.agenda.names if n in package)
        blocks.append(Grid("What was agreed", Table(("Issue", "Agreed"), cells)))
        rows = [option_cells(told.agenda.issue(n), package[n]) for n, _ in cells]
        blocks += _after_the_deal(told)
    elif told.status == "ended":
        blocks = [Paragraph(_ended_in_words(told))]
    else:
        blocks = [Paragraph(_waiting(told))]
    return Section(
        "agreement", SECTIONS["agreement"], tuple(blocks), (Sheet("Outcome", columns, tuple(rows)),)
    )


def outcome_in_words(told: Negotiation) -> str | None:
    """What came of the talks, in a sentence or two; None while they are open."""
    package = told.agreed_package
    if package is not None:
        return f"Agreed on {told.agenda.describe(package)}.{_worth(told, package)}"
    return _ended_in_words(told) if told.status == "ended" else None


def _ended_in_words(told: Negotiation) -> str:
    because = f": {told.end_reason.rstrip('.')}" if told.end_reason else ""
    return f"Talks ended without an agreement{because}."


def _worth(told: Negotiation, package: Package) -> str:
    """What the deal is worth to us, where our values are known to the reader."""
    if told.own is None or not told.agenda.is_complete(package):
        return ""
    return f" The agreement is worth {points(told.own.utility(package))} points of 100 to us."


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
        if (event := counts_of(entry)) is not None and event.kind in kinds
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
    ours, theirs = told.packages_on_table, told.incoming.open
    said = ["Talks are open."]
    if ours is not None:
        said.append(f"{_counted('Our', ours)} on the table.")
    if theirs is not None:
        said.append(f"{_counted('Their', theirs.packages)} not answered yet.")
    return " ".join(said) if len(said) > 1 else "Talks are open; nothing is on the table."


def _counted(whose: str, meso: Meso) -> str:
    """``'Our packages A and B are'``"""
    plural, verb = ("packages", "are") if len(meso) > 1 else ("package", "is")
    return f"{whose} {plural} {listed(meso.shown, 'and')} {verb}"
