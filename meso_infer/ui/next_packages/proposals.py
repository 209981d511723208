"""The three sets that could be offered next, and what speaks for and against each, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from meso_infer import workflow
from meso_infer.charts import Chart, answer_charts, exposure_meter
from meso_infer.charts.theme import short
from meso_infer.errors import MesoError, listed
from meso_infer.headline import percent
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Agenda, Meso, Package
from meso_infer.points import points
from meso_infer.proposal import Proposal
from meso_infer.proposal.checks import (
    dominance_warnings,
    known_signs,
    load_warnings,
    support_warnings,
)
from meso_infer.proposal.rationale import NONE, SEEN, Lesson, lessons
from meso_infer.proposal.settings import Mode
from meso_infer.ui import session
from meso_infer.ui.drawing import LONGEST_NAME, draw, plain, with_short_names
from meso_infer.ui.session import Current
from meso_infer.wording import Claim, claim_for, offer_text

MODES: dict[Mode, str] = {
    "learn-most": "Learn most",
    "balanced": "Balanced",
    "reveal-least": "Reveal least",
}
LEARNING = ((0.1, "almost nothing"), (0.3, "a little"), (0.6, "a fair amount"))
BEST_FOR_THEM = "Best for them on average"
LEVELS = ("hidden", "hinted", "bounded", "known")
DEFAULT_TOLERANCE = 0.01
MOST_NAMED = 3
"""Issues that a line on what we reveal names; of more, it says how many."""

MOST_UNNAMED = 4
"""Options in a line without the names of their issues: with more, a reader loses which is which."""


@dataclass(frozen=True)
class Wishes:
    """What was asked of the next sets; defaults are those of the library.

    Attributes
    ----------
    target : float or None
        Own utility, 0 to 1; None for the level of the last offer.
    """

    n_packages: int = 3
    target: float | None = None
    tolerance: float = DEFAULT_TOLERANCE
    held: tuple[str, ...] = ()
    max_changes: int | None = None
    last_round: bool = False
    confirm_many: bool = False


@st.cache_resource(
    max_entries=3 * session.KEPT, show_spinner="Finding packages that are equal for us"
)
def _proposed(key: tuple[str, str, str, int], wishes: tuple[Any, ...], mode: Mode) -> Proposal:
    current, asked = Current(key[1], key[2], key[3]), Wishes(*wishes)
    return workflow.propose(
        current.negotiation,
        current.posterior,
        n_packages=asked.n_packages,
        target=asked.target,
        tolerance=asked.tolerance,
        mode=mode,
        held=asked.held,
        max_changes=asked.max_changes,
        last_round=asked.last_round,
        confirm_many=asked.confirm_many,
    )


def proposed(current: Current, wishes: Wishes, mode: Mode) -> Proposal:
    """The set of one mode; see `meso_infer.workflow.propose` for what it raises."""
    return _proposed(current.key, tuple(vars(wishes).values()), mode)


# --- meters in words ------------------------------------------------------------------------------


def learning_in_words(bits: float) -> str:
    """How much an answer is expected to teach: ``'a fair amount, as 0.48 yes-or-no questions'``."""
    return f"{learning_word(bits)}, as {bits:.2f} yes-or-no questions"


def learning_word(bits: float) -> str:
    """The same in a word: ``'a fair amount'``."""
    return next((word for bound, word in LEARNING if bits < bound), "much")


def exposure_in_words(proposal: Proposal) -> str:
    """What our offers would reveal of our weights, this one among them: the most revealed issues."""
    level = proposal.exposure.true_shapes.level
    reached = max(level.values(), key=LEVELS.index)
    if reached == LEVELS[0]:
        return "nothing yet"
    names = [name for name, word in level.items() if word == reached]
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]
    return with_short_names(f"{listed(names, 'and')} {reached}", level)


def best_for_them(proposal: Proposal) -> str:
    """The package that is worth most to them by what we believe: ``'A, about 65 of 100 (90%: 40–88%)'``."""
    label = max(proposal.counterpart_value, key=lambda one: proposal.counterpart_value[one].mean)
    value = proposal.counterpart_value[label]
    return f"{label}, about {100 * value.mean:.0f} of 100 (90%: {100 * value.q05:.0f}–{100 * value.q95:.0f})"


def equality_in_words(spread: float) -> str:
    """``'equal within 0.4 points'``, with as many decimals as it takes."""
    return f"equal within {points(spread)} points" if spread >= SEEN else "equal for us"


def meters(proposal: Proposal) -> dict[str, str]:
    """Every meter of a set, by name."""
    return {
        "We learn": learning_in_words(proposal.expected_information_bits),
        "They learn about us": exposure_in_words(proposal),
        BEST_FOR_THEM: best_for_them(proposal),
        "Worst deal for us": f"{points(proposal.cherry_pick_worst.own_utility)} points, if they mix "
        "the best of all",
        "For us": f"{points(float(np.mean(list(proposal.own_utility.values()))))} points, "
        f"{equality_in_words(proposal.spread)}",
    }


def meters_in_one_line(proposal: Proposal) -> str:
    """The meters that fit on one line under the packages of a set."""
    said = meters(proposal)
    learning = learning_word(proposal.expected_information_bits)
    return f"For us {said['For us']}. We learn {learning}. They learn about us: " + (
        f"{said['They learn about us']}. {BEST_FOR_THEM}: {said[BEST_FOR_THEM]}."
    )


# --- drawing --------------------------------------------------------------------------------------


def draw_sets(
    current: Current, wishes: Wishes, chosen: Mode, on_use: Callable[[Mode], None]
) -> None:
    """The three sets side by side with their meters; a button under each chooses it.

    Where there is none for one and the same reason, nothing is drawn: the page says the reason once.
    """
    found = sets_or_refusals(current, wishes)
    if one_refusal(found) is not None:
        return
    grid = st.grid(3, min_column_width=200, key="next.sets")
    for mode, title in MODES.items():
        with grid.container(border=True, height="stretch", key=f"next.set.{mode}"):
            st.markdown(f"**{title}**" + (" :blue-badge[shown below]" if mode == chosen else ""))
            proposal = found[mode]
            if isinstance(proposal, MesoError):
                st.caption(plain(str(proposal)))
                continue
            _draw_set(current.negotiation, proposal)
            same = same_set(mode, found)
            if same:
                st.caption(f"The same packages as {listed(same, 'and')}.")
            st.button(
                "Shown below" if mode == chosen else "Use this set",
                key=f"next.use.{mode}",
                type="primary" if mode == chosen else "secondary",
                disabled=mode == chosen,
                width="stretch",
                on_click=session.action(on_use),
                args=(mode,),
            )


def sets_or_refusals(current: Current, wishes: Wishes) -> dict[Mode, Proposal | MesoError]:
    """The set of each mode, or why there is none."""
    return {mode: _set_or_refusal(current, wishes, mode) for mode in MODES}


def one_refusal(found: Mapping[Mode, Proposal | MesoError]) -> MesoError | None:
    """The reason why there is no set of any mode, where it is one and the same."""
    errors = [one for one in found.values() if isinstance(one, MesoError)]
    if len(errors) < len(found) or len({str(error) for error in errors}) > 1:
        return None
    return errors[0]


def _set_or_refusal(current: Current, wishes: Wishes, mode: Mode) -> Proposal | MesoError:
    try:
        return proposed(current, wishes, mode)
    except MesoError as error:
        return error


def same_set(mode: Mode, found: Mapping[Mode, Proposal | MesoError]) -> list[str]:
    """The titles of the other modes that propose the same packages, whatever their letters."""
    packages: dict[Mode, set[Package]] = {
        one: set(proposal.packages.values())
        for one, proposal in found.items()
        if isinstance(proposal, Proposal)
    }
    return [MODES[one] for one in packages if one != mode and packages[one] == packages[mode]]


def package_in_words(agenda: Agenda, package: Package, names: Sequence[str]) -> str:
    """The options of the issues named, in a line; with the issues' names where options alone are unclear.

    They are where they are many, and where others are left out: their places tell nothing then.
    """
    options = {name: agenda.issue(name).format(package[name]) for name in names}
    if agenda.n_issues == len(names) <= MOST_UNNAMED:
        return ", ".join(options.values())
    return ", ".join(f"{short(name, LONGEST_NAME)} {option}" for name, option in options.items())


def draw_packages(negotiation: Negotiation, proposal: Proposal) -> None:
    """Draw the packages of a set, one line each, and what is the same in all."""
    varying = negotiation.agenda.varying(proposal.packages.values())
    lines = []
    for label, package in proposal.packages.items():
        text = package_in_words(negotiation.agenda, package, varying)
        lines.append(f"**{label}** {plain(text)}")
    st.markdown("  \n".join(lines))
    same = [n for n in negotiation.agenda.names if n not in varying]
    if same:
        first = next(iter(proposal.packages.values()))
        kept = ", ".join(f"{n} {negotiation.agenda.issue(n).format(first[n])}" for n in same)
        st.caption(f"Same in all: {plain(kept)}")


def _draw_set(negotiation: Negotiation, proposal: Proposal) -> None:
    draw_packages(negotiation, proposal)
    st.markdown(
        "  \n".join(f":gray[{name}:] {plain(text)}" for name, text in meters(proposal).items())
    )


def draw_reasons(proposal: Proposal) -> None:
    """Why this set, what to watch, and what else could be done."""
    for warning in proposal.warnings:
        st.warning(plain(warning))
    with st.expander("Why these packages", expanded=True, key="next.reasons"):
        st.markdown("\n".join(f"- {plain(reason)}" for reason in proposal.reasons))
        how = "every package" if proposal.method == "exact" else "a sample of the packages"
        st.caption(
            f"Chosen from {proposal.candidates:,} packages worth the target; {how} was looked at. "
            "Or: " + plain(" ".join(proposal.alternatives))
        )
    with st.expander("What our offers would reveal about us", key="next.exposure"):
        draw(exposure_meter(proposal.exposure), "next.exposure")


# --- any set, proposed or changed by hand ----------------------------------------------------------


@dataclass(frozen=True)
class Study:
    """What can be said of a set of packages before it is offered.

    Attributes
    ----------
    chances : ndarray, shape (n_answers, n_draws)
        Of each answer, "none" last.
    charts : tuple of Chart
        V5, one an answer.
    """

    lessons: tuple[Lesson, ...]
    chances: NDArray[np.float64]
    charts: tuple[Chart, ...]
    warnings: tuple[str, ...]


@st.cache_resource(max_entries=session.KEPT, show_spinner="Working out what each answer would tell")
def _studied(
    key: tuple[str, str, str, int], rows: tuple[tuple[str, tuple[Any, ...]], ...]
) -> Study:
    current = Current(key[1], key[2], key[3])
    negotiation, posterior = current.negotiation, current.posterior
    agenda = negotiation.agenda
    packages = [Package(dict(zip(agenda.names, row, strict=True))) for _, row in rows]
    labels = [label for label, _ in rows]
    chances = posterior.pick_probability_draws(
        packages, none_allowed=True, round_number=negotiation.next_round
    )
    theirs = posterior.utility(packages)
    warnings = support_warnings(labels, theirs, posterior.log_weights)
    warnings += dominance_warnings(labels, agenda.encode(packages), known_signs(posterior))
    warnings += load_warnings(agenda, packages)
    warnings += [
        f"{label} was refused before."
        for label, package in zip(labels, packages, strict=True)
        if package in negotiation.refused_packages
    ]
    taught = lessons(posterior, (*labels, NONE), chances)
    return Study(taught, chances, answer_charts(posterior, taught, chances), tuple(warnings))


def studied(current: Current, packages: dict[str, Package]) -> Study:
    """What each answer to complete packages would tell, and what to watch."""
    names = current.negotiation.agenda.names
    rows = tuple((label, tuple(p[n] for n in names)) for label, p in packages.items())
    return _studied(current.key, rows)


def draw_answers(current: Current, packages: dict[str, Package]) -> None:
    """What each answer would tell us, drawn and in sentences."""
    study = studied(current, packages)
    st.markdown("**What each answer would tell us**")
    grid = st.grid(len(study.charts), min_column_width=200, key="next.answers")
    for number, chart in enumerate(study.charts):
        with grid.container(key=f"next.answer.{number}"):
            draw(chart, f"next.answer.{number}", twin=False)
    st.markdown(
        "\n".join(
            f"- {plain(lesson.sentence)} ({percent(lesson.probability)})"
            for lesson in study.lessons
        )
    )


def claim_of(negotiation: Negotiation, packages: list[Package], tolerance: float) -> Claim:
    """What may truthfully be said about how packages compare for us."""
    if negotiation.own is None or not negotiation.equality_can_be_claimed:
        return "none"
    return claim_for(negotiation.own.spread(packages), tolerance)


def message(current: Current, proposal: Proposal) -> str:
    """The message that offers a proposed set as it stands."""
    claim = claim_of(current.negotiation, list(proposal.packages.values()), proposal.tolerance)
    return offer_text(current.negotiation.agenda, Meso.of(proposal.packages, proposal.shown), claim)
