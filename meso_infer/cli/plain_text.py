"""What the command line says without ``--json``: short sentences and plain tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meso_infer.errors import counted
from meso_infer.headline import interval, percent, ranked
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Package
from meso_infer.points import points
from meso_infer.posterior import Posterior, Summary
from meso_infer.proposal import Proposal
from meso_infer.proposal.rationale import NONE
from meso_infer.storage import StoredSummary


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns padded to their widest cell; the first is flush left, the others flush right."""
    widths = [max(len(row[c]) for row in [head, *rows]) for c in range(len(head))]
    lines = []
    for row in [head, *rows]:
        first, *others = (
            cell.ljust(width) if c == 0 else cell.rjust(width)
            for c, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join([first, *others]).rstrip())
    return "\n".join(lines)


def estimate(
    negotiation: Negotiation,
    posterior: Posterior,
    sentences: Sequence[str],
    next_pick: Mapping[str, float],
) -> str:
    """The estimate in words and a table of weights, 0 to 100%."""
    weights = posterior.weight_summary()
    rows = [
        (name, percent(weights[name].mean), interval(weights[name]), percent(weights[name].p_top))
        for name in ranked(posterior)
    ]
    head = ("Issue", "weight", "90% interval", "chance to be top")
    events = counted(negotiation.sequence, "event")
    parts = [
        f"{negotiation.title}: what matters to {negotiation.counterpart}, after {events}",
        "\n".join(sentences),
        table(head, rows),
    ]
    if next_pick:
        chances = ", ".join(f"{label} {percent(chance)}" for label, chance in next_pick.items())
        parts.append(f"Next pick among what is on the table: {chances}")
    parts += [f"Note: {note}" for note in posterior.diagnostics.notes]
    return "\n\n".join(part for part in parts if part)


def suggestion(negotiation: Negotiation, proposal: Proposal) -> str:
    """The suggested packages, what each is worth to both, and why."""
    labels = list(proposal.packages)
    rows = [
        (name, *(_option(negotiation, proposal.packages[label], name) for label in labels))
        for name in negotiation.agenda.names
    ]
    rows += [
        ("Worth to us", *(points(proposal.own_utility[label]) for label in labels)),
        ("Worth to them", *(_points(proposal.counterpart_value[label]) for label in labels)),
        ("Chance of a pick", *(percent(proposal.pick_probability[label]) for label in labels)),
    ]
    none = percent(proposal.pick_probability[NONE])
    parts = [
        table(("", *labels), rows),
        f"Chance that they take none of them: {none}. Worth runs from 0 to 100; theirs is an "
        "estimate with its 90% interval.",
        "\n".join(f"- {reason}" for reason in proposal.reasons),
        "\n".join(f"Warning: {warning}" for warning in proposal.warnings),
    ]
    return "\n\n".join(part for part in parts if part)


def utilities(
    counterpart: Mapping[str, Summary], own: Mapping[str, float] | None, packages: Sequence[str]
) -> str:
    """Worth of packages to both sides, 0 to 100."""
    rows = [
        (
            label,
            _points(counterpart[label]),
            "not set" if own is None else points(own[label]),
        )
        for label in packages
    ]
    return table(("Package", "worth to them (90% interval)", "worth to us"), rows)


def stored(summaries: Sequence[StoredSummary], titles: Mapping[str, str]) -> str:
    """The negotiations in a database, each with what it is called now."""
    if not summaries:
        return "The database holds no negotiations. Add one with: meso-infer import FILE"
    rows = [
        (
            one.negotiation_id,
            titles[one.negotiation_id],
            str(one.sequence),
            f"{one.updated_at:%Y-%m-%d %H:%M}",
        )
        for one in summaries
    ]
    return table(("ID", "title", "events", "last change (UTC)"), rows)


def trial(negotiation: Negotiation, posterior: Posterior, truth: Mapping[str, float]) -> str:
    """A trial against a synthetic counterpart: what happened, and the estimate beside the truth."""
    log = [
        f"{entry.sequence:3d}. Round {entry.round}: {entry.event.describe(negotiation.agenda)}"
        for entry in negotiation.log
    ]
    weights = posterior.weight_summary()
    rows = [
        (name, percent(truth[name]), percent(weights[name].mean), interval(weights[name]))
        for name in ranked(posterior)
    ]
    compared = table(("Issue", "true weight", "estimate", "90% interval"), rows)
    return "\n".join(log) + "\n\n" + compared


def _option(negotiation: Negotiation, package: Package, name: str) -> str:
    return negotiation.agenda.issue(name).format(package[name])


def _points(summary: Summary) -> str:
    return f"{summary.mean * 100:.0f} ({summary.q05 * 100:.0f}–{summary.q95 * 100:.0f})"
