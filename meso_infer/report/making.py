"""From a negotiation to a report for one kind of reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from meso_infer import workflow
from meso_infer.errors import InvalidSettings, counted, listed
from meso_infer.headline import answers
from meso_infer.negotiation import Negotiation
from meso_infer.posterior import Posterior
from meso_infer.report.belief import (
    basis_section,
    brief_section,
    movement_section,
    own_section,
    priorities_section,
)
from meso_infer.report.content import Copy, Paper, Report, Section, dated
from meso_infer.report.copies import READERS, SECTIONS, Reader, may_see
from meso_infer.report.offers import offers_section
from meso_infer.report.record import (
    agreement_section,
    course_section,
    issues_section,
)

PAPERS: tuple[Paper, ...] = ("A4", "Letter")
ESTIMATED = frozenset({"brief", "priorities", "basis"})


def make_report(
    negotiation: Negotiation,
    copy: Copy = "shared",
    *,
    made_at: datetime,
    sections: Sequence[str] | None = None,
    allowed: bool = False,
    posterior: Posterior | None = None,
    paper: Paper = "A4",
) -> Report:
    """The report of a negotiation, for us, for a mediator or to share.

    The log is filtered first; all but our own priorities and limits, where they are allowed, is then made
    from what the reader may see.

    Parameters
    ----------
    negotiation : Negotiation
        All of it, private parts included.
    copy : 'internal', 'mediator' or 'shared'
    made_at : datetime with zone
    sections : sequence of str, optional
        Keys of `SECTIONS`; all that the copy may hold when left out.
    allowed : bool
        Whether a mediator may know our priorities and limits.
    posterior : Posterior, optional
        Of this negotiation, where it is at hand; estimated when a section needs it.
    paper : 'A4' or 'Letter'

    Raises
    ------
    InvalidSettings
        When the copy, a section or the paper is not one of these, or not for this reader.
    """
    chosen = chosen_sections(copy, sections, allowed=allowed)
    if paper not in PAPERS:
        raise InvalidSettings(f"The paper is {paper!r}; allowed: {listed(PAPERS)}.")
    told = may_see(negotiation, copy)
    estimate = None
    if copy == "internal" and ESTIMATED & set(chosen):
        estimate = workflow.infer(negotiation) if posterior is None else posterior
    makers = _makers(told, copy, negotiation, estimate, with_packages="offers" not in chosen)
    return Report(
        copy=copy,
        told=told,
        notice=READERS[copy].notice,
        sections=tuple(makers[key]() for key in chosen),
        footer=_footer(told, copy, estimate, made_at),
        made_at=made_at.astimezone(UTC),
        paper=paper,
    )


def chosen_sections(
    copy: Copy, sections: Sequence[str] | None = None, *, allowed: bool = False
) -> tuple[str, ...]:
    """The sections that a copy holds, in the order of the report; see `make_report`.

    Raises
    ------
    InvalidSettings
        There is no such copy, or it may not hold one of the sections, or none is asked for.
    """
    if copy not in READERS:
        raise InvalidSettings(f"The copy is {copy!r}; allowed: {listed(READERS)}.")
    reader = READERS[copy]
    may_hold = offered_sections(reader, allowed=allowed)
    if sections is None:
        return may_hold
    unknown = [key for key in sections if key not in may_hold]
    if unknown or not sections:
        shown = listed([repr(key) for key in unknown], "and") if unknown else "nothing"
        leave = (
            "; allow it to tell our priorities and limits"
            if set(unknown) & set(reader.on_leave)
            else ""
        )
        raise InvalidSettings(
            f"The sections of this copy name {shown}; it may hold {listed(may_hold, 'and')}{leave}."
        )
    return tuple(key for key in SECTIONS if key in sections)


def offered_sections(reader: Reader, *, allowed: bool = False) -> tuple[str, ...]:
    """The sections that a kind of reader may be given."""
    return tuple(key for key in reader.sections if allowed or key not in reader.on_leave)


def _makers(
    told: Negotiation,
    copy: Copy,
    negotiation: Negotiation,
    estimate: Posterior | None,
    *,
    with_packages: bool,
) -> dict[str, Callable[[], Section]]:
    ours = copy == "internal"
    makers: dict[str, Callable[[], Section]] = {
        "issues": lambda: issues_section(told, with_ranges=copy != "shared", with_directions=ours),
        "offers": lambda: offers_section(told),
        "course": lambda: course_section(told, with_setup=ours, with_packages=with_packages),
        "movement": lambda: movement_section(told),
        "own": lambda: own_section(negotiation),
        "agreement": lambda: agreement_section(told),
    }
    if estimate is not None:
        makers["brief"] = lambda: brief_section(told, estimate)
        makers["priorities"] = lambda: priorities_section(told, estimate)
        makers["basis"] = lambda: basis_section(told, estimate)
    return makers


def _footer(told: Negotiation, copy: Copy, estimate: Posterior | None, made_at: datetime) -> str:
    events = counted(told.sequence, "event")
    day = dated(made_at.astimezone(UTC))
    if estimate is not None:
        return f"Estimate from {events} ({answers(estimate.n_informative)}), {day}"
    seen = {
        "internal": "",
        "mediator": " that a mediator may see",
        "shared": " that both sides saw",
    }
    return f"From {events}{seen[copy]}, {day}"
