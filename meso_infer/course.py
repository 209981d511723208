"""The log as rows of the round timeline: what stands in which lane."""

from __future__ import annotations

from textwrap import shorten

from meso_infer.charts.timeline import PUSHED_DOWN, Lane, TimelineRow
from meso_infer.events import IssuePushed
from meso_infer.issues import DirectedIssue
from meso_infer.negotiation import Happening, Negotiation
from meso_infer.packages import Agenda

LANE_OF: dict[str, Lane] = {
    "meso-offered": "ours",
    "offer-received": "theirs",
    "package-picked": "theirs",
    "packages-ranked": "theirs",
    "packages-mixed": "theirs",
    "all-rejected": "theirs",
    "issue-pushed": "theirs",
    "counteroffer-made": "theirs",
    "offer-accepted": "theirs",
    "priority-stated": "statements",
    "constraint-stated": "statements",
    "question-asked": "statements",
    "silence": "statements",
    "note": "statements",
    "agreement-reached": "agreed",
    "talks-ended": "agreed",
    "consent-given": "agreed",
    "improvement-proposed": "agreed",
    "improvement-vetoed": "agreed",
}
"""Where on the chart a kind of event stands; setup and what the tool kept stand in the table only."""

LONGEST = 260
"""Characters of one event on the chart and in a line of the log: a pasted message is read elsewhere."""


def timeline_rows(negotiation: Negotiation) -> tuple[TimelineRow, ...]:
    """The events that stand on the chart, corrected ones as they hold now."""
    rows = []
    for entry in negotiation.log:
        event = entry.in_force
        if event is None or event.kind not in LANE_OF or entry.event.kind == "correction":
            continue
        lane = LANE_OF[event.kind]
        if lane == "theirs" and not negotiation.is_counterpart(event.actor):
            lane = "ours"
        text = shorten(event.describe(negotiation.agenda), LONGEST, placeholder=" …")
        kind = PUSHED_DOWN if is_push_down(event, negotiation.agenda) else event.kind
        rows.append(TimelineRow(entry.round, lane, kind, _label(event), text))
    return tuple(rows)


def _label(event: Happening) -> str:
    """A few characters beside a marker: the package, with a check where they picked it, or the issue."""
    named = getattr(event, "package", None) or getattr(event, "issue", None)
    if not isinstance(named, str):
        return ""
    return f"✓ {named}" if event.kind == "package-picked" else named


def is_push_down(event: Happening, agenda: Agenda) -> bool:
    """Whether they pushed for less of an amount, or for an earlier option."""
    if not isinstance(event, IssuePushed) or event.issue not in agenda.names:
        return False
    issue = agenda.issue(event.issue)
    return isinstance(issue, DirectedIssue) and event.direction == issue.direction_down
