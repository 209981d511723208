"""The log as rows of the round timeline: what stands in which lane."""

from __future__ import annotations

from meso_infer.charts.timeline import Lane, TimelineRow
from meso_infer.negotiation import Negotiation

LANE_OF: dict[str, Lane] = {
    "meso-offered": "ours",
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
}
"""Where on the chart a kind of event stands; setup and what the tool kept stand in the table only."""


def timeline_rows(negotiation: Negotiation) -> tuple[TimelineRow, ...]:
    """The events that stand on the chart, corrected ones as they hold now."""
    rows = []
    for entry in negotiation.log:
        event = entry.in_force
        if event is None or event.kind not in LANE_OF or entry.event.kind == "correction":
            continue
        lane = LANE_OF[event.kind]
        if event.kind == "offer-accepted" and not negotiation.is_counterpart(event.actor):
            lane = "ours"
        text = event.describe(negotiation.agenda)
        label = getattr(event, "package", None) or getattr(event, "issue", None) or ""
        rows.append(
            TimelineRow(
                entry.round, lane, event.kind, label if isinstance(label, str) else "", text
            )
        )
    return tuple(rows)
