"""A set on its way to be offered: what is asked of it, checked, put in words, offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from meso_infer import workflow
from meso_infer.errors import InvalidUtility, MesoError, NoFeasibleMeso, listed
from meso_infer.events import Event, MesoOffered, ProposalFollowed, ProposalOverridden
from meso_infer.issues import NumericIssue
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Meso, Package
from meso_infer.points import points
from meso_infer.prior import MODEL_VERSION
from meso_infer.proposal import Proposal
from meso_infer.ui import choices, session
from meso_infer.ui.as_shown import as_shown
from meso_infer.ui.drawing import plain
from meso_infer.ui.next_packages.kept_sets import Cells
from meso_infer.ui.next_packages.package_grid import Offering, edited_cells, is_blank
from meso_infer.ui.next_packages.proposals import (
    Wishes,
    claim_of,
    equality_in_words,
    proposed,
    studied,
)
from meso_infer.ui.session import Current
from meso_infer.wording import Medium, offer_text

LEAST_TOLERANCE = 0.001
"""In points: packages of amounts can be this equal, and nobody negotiates over less."""
WISHES = ("n", "five", "held", "changes", "last", "target", "tolerance")
"""What the keys of the fields end with in which it stands what is asked of the sets."""

# --- equality -------------------------------------------------------------------------------------


def draw_gauge(current: Current, packages: Mapping[str, Package], tolerance: float) -> None:
    """What each package is worth to us now and whether they may be called equal."""
    negotiation = current.negotiation
    own = negotiation.own
    if own is None:
        return
    values = {label: own.utility(package) for label, package in packages.items()}
    spread = max(values.values()) - min(values.values())
    worth = ", ".join(f"{label} {points(value)}" for label, value in values.items())
    if len(packages) == 1:
        st.markdown(f"For us: {worth} points.")
    elif claim_of(negotiation, list(packages.values()), tolerance) == "equal":
        st.markdown(f":green-badge[✓ {equality_in_words(spread)}] For us: {worth} points.")
    else:
        st.markdown(
            f":orange-badge[{points(spread)} points apart] For us: {worth} points. The message will "
            "not call them equal."
        )
    low = negotiation.reservation_value
    below = [label for label, value in values.items() if low is not None and value < low]
    if low is not None and below:
        st.warning(f"Below our walk-away of {points(low)} points: {', '.join(below)}.")


def draw_solver(
    offering: Offering,
    current: Current,
    cells: Cells,
    target: float | None,
    held: Sequence[str] = (),
) -> None:
    """A button that makes the packages equal by changing one amount in each, not one that is held."""
    amounts = [
        issue.name
        for issue in current.negotiation.agenda.issues
        if isinstance(issue, NumericIssue) and issue.name not in held
    ]
    if current.negotiation.own is None or target is None or not amounts:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key=offering.key("solver")):
        st.selectbox(
            "Make them equal by changing", amounts, key=offering.key("solve for"), width=220
        )
        st.button(
            "Solve",
            key=offering.key("solve"),
            on_click=session.action(
                as_shown(_solve, "what they are to be worth", *_asked(offering))
            ),
            args=(offering, current, cells, target),
        )
        st.button(
            "Back to the proposal", key=offering.key("reset"), on_click=session.action(offering.put),
            args=(None,),
        )  # fmt: skip
    if offering.changed() is not None:
        st.caption("Changed by hand: it stays as it is, whatever is asked of the sets above.")


def _solve(offering: Offering, current: Current, cells: Cells, target: float) -> None:
    agenda, own = current.negotiation.agenda, current.negotiation.own
    if own is None:
        raise InvalidUtility("Our own weights and values are not set. Set them in Setup.")
    name = st.session_state[offering.key("solve for")]
    issue = agenda.issue(name)
    edited = edited_cells(offering, agenda, cells)
    begun = [label for label, row in edited.items() if not is_blank({label: row})]
    unsolved, incomplete = [], []
    for label in begun or list(edited)[:1]:
        row = edited[label]
        package = agenda.partial({**row, name: issue.option(issue.bounds[0])})
        if not agenda.is_complete(package):
            incomplete.append(label)
            continue
        amount = own.solve(package, name, target)
        if amount is None or agenda.broken_rules(package.with_option(name, amount)):
            unsolved.append(label)
        else:
            row[name] = amount
    if edited != cells or offering.changed() is not None:
        offering.put(edited)
    if incomplete:
        session.tell(f"Fill in the other issues of {listed(incomplete, 'and')} first.", "warning")
    if unsolved:
        within = " within the rules" if agenda.rules else ""
        session.tell(
            f"No amount of {name} makes {listed(unsolved, 'or')} worth {points(target)} points{within}: "
            "change another issue there.",
            "warning",
        )


# --- words and offering -----------------------------------------------------------------------------


def draw_message(
    offering: Offering, negotiation: Negotiation, packages: Mapping[str, Package], tolerance: float
) -> None:
    """The message to the counterpart, to copy or to keep."""
    st.markdown("**Message**")
    medium: Medium = choices.segmented_control(
        "Where it is used",
        ("mail", "speech"),
        default="mail",
        required=True,
        format_func=lambda one: {"mail": "to write", "speech": "to say"}[one],
        key=offering.key("medium"),
        label_visibility="collapsed",
    )  # type: ignore[assignment]
    claim = claim_of(negotiation, list(packages.values()), tolerance)
    text = offer_text(negotiation.agenda, Meso.of(packages), claim, medium=medium)
    st.code(text, language=None, wrap_lines=True)
    st.download_button(
        "Download the message", text, file_name="offer.txt", key=offering.key("download"),
        on_click="ignore",
    )  # fmt: skip


def draw_offer_button(
    offering: Offering,
    current: Current,
    packages: Mapping[str, Package],
    proposal: Proposal | None,
    tolerance: float,
) -> None:
    """The button that puts the packages on the table."""
    with st.container(horizontal=True, vertical_alignment="center", key=offering.key("bar")):
        st.toggle(
            "They may answer “none of these”",
            key=offering.key("none allowed"),
            help="Turn this on when you offered “none” as an answer of its own. A pick then also says "
            "that the package is good enough for them.",
        )
        st.button(
            "Offer these packages",
            type="primary",
            key=offering.key("offer"),
            on_click=session.action(
                as_shown(offer, "the packages", offering.grid_key, *_asked(offering))
            ),
            args=(offering, current, dict(packages), proposal, tolerance),
        )


def offer(
    offering: Offering,
    current: Current,
    packages: Mapping[str, Package],
    proposal: Proposal | None,
    tolerance: float,
) -> None:
    """Put packages on the table, and record whether the suggestion was followed."""
    claim = claim_of(current.negotiation, list(packages.values()), tolerance)
    none_allowed = bool(st.session_state.get(offering.key("none allowed"), False))
    offered = MesoOffered(
        packages=dict(packages), claim=claim, shown=tuple(packages), none_allowed=none_allowed
    )
    session.record(*_about_proposal(packages, proposal), offered)
    offering.kept.keep(None)
    offering.start_over()
    if current.negotiation.header.game is None:
        session.tell(f"On the table: {', '.join(packages)}. Log their answer when it comes.")
    session.go_to("pages/live.py")


def _about_proposal(packages: Mapping[str, Package], proposal: Proposal | None) -> Sequence[Event]:
    if proposal is None:
        return ()
    followed = dict(packages) == dict(proposal.packages)
    summary: dict[str, Any] = {
        "mode": proposal.mode,
        "packages": {label: dict(package) for label, package in proposal.packages.items()},
        "expected_information_bits": proposal.expected_information_bits,
        "pick_probability": dict(proposal.pick_probability),
    }
    kind = ProposalFollowed if followed else ProposalOverridden
    return (kind(summary=summary, model_version=MODEL_VERSION),)


# --- wishes -----------------------------------------------------------------------------------------


def target_of(negotiation: Negotiation) -> float | None:
    """The own utility that the sets aim at when nobody says; None where there is nothing to go by."""
    try:
        return workflow.default_target(negotiation)
    except MesoError:
        return None


def _asked(offering: Offering) -> list[str]:
    """Keys of what is asked of the sets."""
    return [offering.key(name) for name in WISHES]


def draw_wishes(offering: Offering, negotiation: Negotiation, target: float | None) -> Wishes:
    """The controls of what is asked of the sets."""
    grid = st.grid(3, min_column_width=220, key=offering.key("wishes"))
    with grid.container(key=offering.key("wish n")):
        many = choices.segmented_control(
            "How many packages", (2, 3, 4, 5), default=3, required=True, key=offering.key("n")
        )
        confirmed = many == 5 and st.checkbox(
            "Yes, five: I know that many packages are harder to compare", key=offering.key("five")
        )
    with grid.container(key=offering.key("wish held")):
        held = st.multiselect(
            "Keep the same in all packages",
            list(negotiation.agenda.names),
            placeholder="nothing held",
            key=offering.key("held"),
            help="What is the same in all packages teaches nothing about that issue and reveals "
            "nothing of it.",
        )
    with grid.container(key=offering.key("wish changes")):
        changes = st.selectbox(
            "Change at most, against our last offer",
            list(range(1, negotiation.agenda.n_issues + 1)),
            index=None,
            placeholder="any number of issues",
            format_func=lambda n: f"{n} issue{'' if n == 1 else 's'} a package",
            key=offering.key("changes"),
        )
    with grid.container(key=offering.key("wish last")):
        last = st.toggle(
            "This is the last round",
            key=offering.key("last"),
            help="What is learnt then is worth nothing; only being accepted counts.",
        )
    wishes = Wishes(
        n_packages=int(many or 3),
        held=tuple(held),
        max_changes=changes,
        last_round=last,
        confirm_many=bool(confirmed),
    )
    return _with_level(offering, grid, wishes, target)


def _with_level(offering: Offering, grid: Any, wishes: Wishes, target: float | None) -> Wishes:
    """The wishes with what the packages are to be worth to us, which is private."""
    with grid.container(key=offering.key("wish target")):
        aim = st.number_input(
            "Worth to us (points)",
            min_value=0.0,
            max_value=100.0,
            value=None if target is None else round(100 * target, 2),
            format="%.10g",
            step=1.0,
            key=offering.key("target"),
            help="Every package is worth this to us. It starts at the level of our last offer.",
        )
    with grid.container(key=offering.key("wish tolerance")):
        within = st.number_input(
            "Equal within (points)",
            min_value=LEAST_TOLERANCE,
            max_value=100.0,
            value=1.0,
            step=0.5,
            format="%.10g",
            key=offering.key("tolerance"),
            help="Packages whose worth to us differs by no more than this count as equal. "
            "Further than 5 points apart, the message does not call them equal.",
        )
    # The box shows two decimals: untouched, it means the exact level.
    same = target is not None and aim is not None and abs(aim - 100 * target) < 0.005
    return replace(
        wishes,
        target=None if aim is None or same else aim / 100,
        tolerance=(within if within is not None else 1.0) / 100,
    )


def find(
    offering: Offering, current: Current, wishes: Wishes
) -> tuple[Proposal | None, MesoError | None]:
    """The set of the chosen mode, or why there is none."""
    try:
        return proposed(current, wishes, offering.mode), None
    except MesoError as error:
        return None, error


def draw_refusal(offering: Offering, negotiation: Negotiation, refusal: MesoError) -> None:
    """Why there is no set, with the way out: the nearest targets that can be met, or Setup."""
    st.info(f"{plain(str(refusal))} You can still fill in packages by hand.")
    if negotiation.own is None:
        st.page_link("pages/setup.py", label="Open Setup", icon=":material/tune:")
    if isinstance(refusal, NoFeasibleMeso) and refusal.nearest:
        with st.container(horizontal=True, key=offering.key("nearest")):
            for number, target in enumerate(refusal.nearest):
                st.button(
                    f"Aim for {points(target)} points",
                    key=offering.key("nearest", str(number)),
                    on_click=session.action(offering.aim_for),
                    args=(target,),
                )


def draw_study(current: Current, packages: dict[str, Package]) -> None:
    """What to watch in a set that was changed by hand."""
    for warning in studied(current, packages).warnings:
        st.warning(plain(warning))
