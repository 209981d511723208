"""The sections that are ours alone: what we believe, what we want, and what both rest on."""

from __future__ import annotations

from collections.abc import Sequence

from meso_infer.certainty import ENOUGH_INFORMATIVE, NO_EVIDENCE
from meso_infer.charts.priorities import priority_table
from meso_infer.charts.theme import Table
from meso_infer.explanation import turns
from meso_infer.headline import (
    UNCLEAR,
    IssueSentence,
    answers,
    direction_sentences,
    headline,
    issue_sentences,
    ranked,
    weight_sentence,
)
from meso_infer.history import because
from meso_infer.negotiation import Negotiation, own_fingerprint
from meso_infer.planning import moves_of
from meso_infer.points import points
from meso_infer.posterior import Posterior
from meso_infer.prior_in_use import prior_used
from meso_infer.reasons import turn_sentences
from meso_infer.report.concession import concession_picture
from meso_infer.report.content import (
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
from meso_infer.report.estimate import ridges_picture, worlds_picture
from meso_infer.report.offers import ISSUE, ROUND
from meso_infer.report.record import outcome_in_words
from meso_infer.version import VERSION

NOT_SET = "not set"
POINTS = "points"
SHARE = "share of 1"
MOST_SENTENCES = 5


# --- in brief -------------------------------------------------------------------------------------


def brief_section(negotiation: Negotiation, posterior: Posterior) -> Section:
    """One page: what we know, what we do not, and what would change our mind."""
    sentences = issue_sentences(posterior)
    directions = direction_sentences(posterior)
    unsure = (UNCLEAR, NO_EVIDENCE)
    known = [one.text for one in sentences if one.word not in unsure]
    open_ = _left_open(posterior, [one for one in sentences if one.word in unsure])
    known += [one for one in directions if not _is_unsure(one)]
    open_ += [one for one in directions if _is_unsure(one)]
    came_of_it = outcome_in_words(negotiation)
    blocks: list[Block] = [Paragraph(came_of_it)] if came_of_it is not None else []
    blocks.append(Paragraph(headline(posterior)))
    for title, lines in (
        ("What we know", known or ["Nothing yet that could be told from the answers."]),
        ("What we do not know", open_ or ["Nothing that the answers leave open."]),
        ("What would change our mind", _what_would(negotiation, posterior)),
    ):
        blocks += [Heading(title), Lines(tuple(lines))]
    blocks.append(
        Paragraph(
            "A range such as 20–78% spans nine tenths of what is plausible. Unclear: below 60%; leaning: "
            "to 80%; likely: to 95%; very likely: above. Before two informative answers no word is "
            "stronger than leaning.",
            minor=True,
        )
    )
    return Section("brief", SECTIONS["brief"], tuple(blocks))


def _left_open(posterior: Posterior, sentences: Sequence[IssueSentence]) -> list[str]:
    """What is unclear, a sentence an issue; many in one sentence, so that the brief stays one page."""
    n = posterior.n_informative
    if len(sentences) <= MOST_SENTENCES or n == 0:
        return [one.text for one in sentences]
    names = [one.issue for one in sentences]
    shares = (
        names if n < ENOUGH_INFORMATIVE else [weight_sentence(posterior, name) for name in names]
    )
    return [f"How much these matter to them is unclear ({answers(n)}): {'; '.join(shares)}."]


def _is_unsure(sentence: str) -> bool:
    return "unclear" in sentence or "no evidence" in sentence


def _what_would(negotiation: Negotiation, posterior: Posterior) -> tuple[str, ...]:
    if posterior.agenda.n_issues == 1:
        return ("There is one issue only; nothing they answer makes another matter more.",)
    if posterior.n_informative == 0:
        return ("Any informative answer: so far there are starting assumptions only.",)
    last = negotiation.current_round
    meso = negotiation.packages_on_table
    waiting = meso is not None and last is not None and not last.answered
    complete = meso is not None and all(
        negotiation.agenda.is_complete(package) for _, package in meso.packages
    )
    found = turns(
        posterior,
        meso if waiting and complete else None,
        none_allowed=True,
        round_number=negotiation.round,
    )
    return turn_sentences(found, posterior)


# --- what matters to them -------------------------------------------------------------------------


def priorities_section(negotiation: Negotiation, posterior: Posterior) -> Section:
    """The estimate: ridges, fifty worlds, every number, what moved it, and the same as data."""
    known = answers(posterior.n_informative)
    blocks: list[Block] = []
    if posterior.agenda.n_issues > 1:
        worlds = (
            f"In how many of 50 plausible worlds each issue matters most to them, from {known}."
        )
        blocks += [
            Picture(ridges_picture(posterior), headline(posterior)),
            Picture(worlds_picture(posterior), worlds),
        ]
    else:
        blocks.append(Paragraph(headline(posterior)))
    blocks.append(
        Grid(f"The same in numbers, from {known}", priority_table(posterior), tight=(1, 2))
    )
    said = direction_sentences(posterior)
    if said:
        blocks.append(Lines(said))
    moved = tuple(
        (str(one.round), one.text, f"{one.effect} ({one.bits:.2f} bits)")
        for one in because(negotiation, posterior)
    )
    if moved:
        title = "What moved the estimate; one bit is as much as a fair yes-or-no question tells"
        blocks.append(Grid(title, Table(("Round", "Event", "Moved it"), moved), tight=(0, 2)))
    return Section(
        "priorities", SECTIONS["priorities"], tuple(blocks), (_estimate_sheet(posterior),)
    )


def _estimate_sheet(posterior: Posterior) -> Sheet:
    summary = posterior.weight_summary()
    quantiles = (("5%", "q05"), ("25%", "q25"), ("50%", "q50"), ("75%", "q75"), ("95%", "q95"))
    columns = (
        ISSUE,
        Column("mean", "Mean share of what matters to them", SHARE),
        *(
            Column(name, f"The share below which lie {name} of what is plausible", SHARE)
            for name, _ in quantiles
        ),
        Column("comes first", "Chance that it matters most to them", "probability"),
        Column("informative answers", "How many answers told something"),
    )
    rows = []
    for name in ranked(posterior):
        s = summary[name]
        spread = (round(float(getattr(s, key)), 6) for _, key in quantiles)
        rows.append((name, round(s.mean, 6), *spread, round(s.p_top, 6), posterior.n_informative))
    return Sheet("Estimate", columns, tuple(rows))


# --- give and take --------------------------------------------------------------------------------


def movement_section(negotiation: Negotiation) -> Section:
    """What each side has moved, in our points."""
    moves = [m for m in moves_of(negotiation) if m.ours is not None or m.theirs is not None]
    columns = (
        ROUND,
        Column("our offer", "Mean worth to us of what we offered", POINTS),
        Column("their counteroffer", "Worth to us of what they asked for last", POINTS),
        Column("we gave", "How much less we asked for than the last time", POINTS),
        Column("we got", "How much more they granted than the last time", POINTS),
    )
    rows: list[tuple[Cell, ...]] = [
        (m.round, _points(m.ours), _points(m.theirs), _points(m.gave), _points(m.got))
        for m in moves
    ]
    blocks: list[Block]
    if moves:
        told = tuple(tuple(_shown(cell) for cell in row) for row in rows)
        head = tuple(column.name.capitalize() for column in columns)
        blocks = [
            Picture(
                concession_picture(moves, negotiation.reservation_value),
                "Worth to us of what each side put forward, in points of 100, by our values as they are now",
            ),
            Grid("The same in points of 100", Table(head, told)),
        ]
    elif negotiation.own is None:
        blocks = [Paragraph("Our values are not set, so that nothing can be told in points.")]
    else:
        blocks = [Paragraph("Nothing has been put forward yet.")]
    return Section(
        "movement",
        SECTIONS["movement"],
        tuple(blocks),
        (Sheet("Give and take", columns, tuple(rows)),),
    )


def _points(utility: float | None) -> float | None:
    return None if utility is None else round(100 * utility, 4)


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    return f"{cell:.1f}".replace("-", "−") if isinstance(cell, float) else str(cell)


# --- ours -----------------------------------------------------------------------------------------


def own_section(negotiation: Negotiation) -> Section:
    """What matters to us, our walk-away and our target."""
    columns = (ISSUE, Column("weight", "Share of what matters to us", SHARE))
    own = negotiation.own
    limits = (
        ("Walk-away", negotiation.reservation_value),
        ("Target", negotiation.aspiration_value),
    )
    limit_rows = tuple(
        (name, NOT_SET if value is None else f"{points(value)} points of 100")
        for name, value in limits
    )
    blocks: list[Block] = []
    rows: list[tuple[Cell, ...]] = []
    if own is None:
        blocks.append(Paragraph("Our weights and values are not set."))
    else:
        weights = dict(zip(own.agenda.names, map(float, own.weights), strict=True))
        order = sorted(weights, key=lambda name: -weights[name])
        told = tuple((name, f"{100 * weights[name]:.0f}%") for name in order)
        blocks.append(Grid("What matters to us", Table(("Issue", "Share"), told)))
        rows = [(name, round(weights[name], 6)) for name in order]
    blocks.append(Grid("Our limits", Table(("Limit", "Worth to us"), limit_rows)))
    if negotiation.weights_to_reelicit:
        names = ", ".join(negotiation.weights_to_reelicit)
        blocks.append(Paragraph(f"To be asked again, since its range changed: {names}."))
    limits_sheet = Sheet(
        "Our limits",
        (Column("limit", "Walk-away or target"), Column("worth", "Our utility, 0 to 100", POINTS)),
        tuple((name, _points(value)) for name, value in limits),
    )
    return Section(
        "own",
        SECTIONS["own"],
        tuple(blocks),
        (Sheet("Our weights", columns, tuple(rows)), limits_sheet),
    )


# --- what it rests on -----------------------------------------------------------------------------


def basis_section(negotiation: Negotiation, posterior: Posterior) -> Section:
    """What makes the numbers again: the same log, program and model give the same estimate."""
    fit = posterior.diagnostics
    prior = prior_used(negotiation)
    facts: list[tuple[str, Cell]] = [
        ("Events in the log", negotiation.sequence),
        ("Events that tell something of them", posterior.n_evidence),
        ("Informative answers (0.1 bit or more)", posterior.n_informative),
        ("Program", f"meso_infer {VERSION}"),
        ("Version of the model", posterior.model_version),
        ("Seed", str(posterior.seed)),
        ("Draws", posterior.n_draws),
        ("Method", fit.method),
        ("Estimate trusted by its own checks", "yes" if fit.trusted else "no"),
        (
            "Past negotiations in the starting assumptions",
            0 if prior is None else prior.n_negotiations,
        ),
        ("Version of our values", negotiation.own_version),
        ("Fingerprint of our values", own_fingerprint(negotiation) or NOT_SET),
    ]
    table = Table(
        ("What", "Value"),
        tuple(
            (name, f"{value:,}" if isinstance(value, int) else str(value)) for name, value in facts
        ),
    )
    blocks: list[Block] = [
        Paragraph("The same log, read by the same program, gives the same numbers."),
        Grid("What the estimate was made with", table),
    ]
    if fit.notes:
        blocks.append(Lines(fit.notes))
    columns = (Column("what", "What is told"), Column("value", "Its value"))
    return Section(
        "basis", SECTIONS["basis"], tuple(blocks), (Sheet("Basis", columns, tuple(facts)),)
    )
