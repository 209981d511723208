"""Looking for something better for both once there is a deal: consent, candidates, a proposal, yes or no.

The deal stands whatever is done here, until both sides said yes to the same proposal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from meso_infer.concession.give_and_take import in_money, money_issue
from meso_infer.deals.joint_gains import LEAST_GAIN
from meso_infer.deals.settlement import Aim, Improvement, believed_improvements
from meso_infer.errors import InvalidUtility, listed
from meso_infer.events import ConsentGiven, Event, ImprovementProposed, ImprovementVetoed
from meso_infer.headline import percent
from meso_infer.negotiation import COUNTERPART, OWN, Negotiation
from meso_infer.negotiation.improving import Improving
from meso_infer.packages import Package
from meso_infer.points import signed_points, signed_whole
from meso_infer.shared_copy import shared_view
from meso_infer.ui import choices, kept_words, package_form, session, undoing
from meso_infer.ui.as_shown import as_shown
from meso_infer.ui.deal import agreement
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.session import Current
from meso_infer.utility import AdditiveUtility
from meso_infer.wording import improvement_text, reopening_text
from meso_infer.workflow import current_own

SIDES = {OWN: "we", COUNTERPART: "they"}
AIMS: dict[str, Aim] = {"The smaller gain": "maximin", "Both gains together": "nash"}
AIM_HELP = (
    "The smaller gain: whoever gains less gains as much as possible (maximin). Both gains together: the "
    "product of both gains is largest, which lets one side gain less where the other gains much (Nash)."
)
CHANCES = {"60%": 0.6, "70%": 0.7, "80%": 0.8, "90%": 0.9}
USUAL_CHANCE = "80%"
WISHES = "improve.kept"
AIM, CHANCE, CHOSEN, PROPOSER = "improve.aim", "improve.chance", "improve.chosen", "improve.who"


def draw_improving(current: Current) -> None:
    """Draw where the talks about something better stand, and what can be done next."""
    negotiation = current.negotiation
    st.header("Something better for both?", anchor=False)
    st.markdown(
        "The deal stands. With the consent of both, either side may propose a package that is better for "
        "both; either may say no, and then the deal is what it was."
    )
    if negotiation.header.game is not None:
        st.caption("In a game the other side does not talk on after a deal.")
        return
    talks = shown_talks(negotiation)
    _draw_consents(current, talks)
    if talks.proposed is not None:
        _draw_proposal(current, talks.proposed)
    else:
        if not session.share_safe():
            _draw_candidates(current)
        # A proposal that is kept back on a shared screen is not to be replaced from it.
        if negotiation.improving.proposed is None:
            _draw_another(current)
    _draw_history(current)


def shown_talks(negotiation: Negotiation) -> Improving:
    """Where these talks stand, as far as this screen may tell."""
    return shown(negotiation).improving


def shown(negotiation: Negotiation) -> Negotiation:
    """The negotiation as this screen may tell it."""
    return shared_view(negotiation) if session.share_safe() else negotiation


def _say(current: Current, event: Event, told: str, *boxes: str) -> None:
    """Log one thing that a side did and say what holds now."""
    after = session.record(event)
    kept_words.forget_words(current, *boxes)
    deal = after.agreed_package
    stands = "" if deal is None else f" The deal is: {after.agenda.describe(deal)}."
    session.tell(f"{told}{stands}")


# --- consent ----------------------------------------------------------------------------------------------


def _draw_consents(current: Current, talks: Improving) -> None:
    if len(talks.consents) == 2:
        st.markdown(":material/check_circle: Both sides agreed to look for something better.")
        return
    columns = st.columns(2)
    for column, (side, word) in zip(columns, SIDES.items(), strict=True):
        with column:
            if side in talks.consents:
                st.markdown(f":material/check_circle: {word.capitalize()} agreed to look.")
                continue
            box = f"consent.{side}"
            if not session.share_safe():
                label = "Our words (optional)" if side == OWN else "Their words (optional)"
                kept_words.draw_words(current, box, label)
            st.button(
                f"{word.capitalize()} agree to look",
                key=f"improve.consent.{side}",
                on_click=session.action(_consent),
                args=(current, side, box),
            )
    with st.expander("Words to ask for it", key="improve.ask"):
        st.code(reopening_text(), language=None, wrap_lines=True)


def _consent(current: Current, side: str, box: str) -> None:
    words = kept_words.words_of(current, box)
    told = "Logged: " + ("we agreed to look." if side == OWN else "they agreed to look.")
    _say(current, ConsentGiven(party=side, words=words), told, box)


# --- candidates -------------------------------------------------------------------------------------------


@st.cache_resource(max_entries=session.KEPT, show_spinner="Looking for packages better for both")
def _candidates(key: tuple[str, str, str, int], aim: Aim, likely: float) -> tuple[Improvement, ...]:
    current = Current(key[1], key[2], key[3])
    negotiation = current.negotiation
    deal = negotiation.agreed_package
    if deal is None:
        raise InvalidUtility("There is no deal yet that could be improved.")
    talks = negotiation.improving
    return believed_improvements(
        current_own(negotiation), current.posterior, deal, aim=aim, likely=likely,
        noes=(talks.turned_down(OWN), talks.turned_down(COUNTERPART)),
    )  # fmt: skip


def _draw_candidates(current: Current) -> None:
    negotiation = current.negotiation
    own, deal = agreement.own_of(negotiation), negotiation.agreed_package
    if own is None or deal is None or not negotiation.agenda.is_complete(deal):
        return
    aim, chance = _draw_wishes()
    found = _candidates(current.key, AIMS[aim], CHANCES[chance])
    if line := left_out(negotiation.improving):
        st.caption(line)
    if not found:
        lower = [name for name in CHANCES if CHANCES[name] < CHANCES[chance]]
        counts = (
            (name, len(_candidates(current.key, AIMS[aim], CHANCES[name]))) for name in lower[::-1]
        )
        st.info(nothing_found(chance, next((one for one in counts if one[1]), None)))
        return
    draw_frame(candidate_frame(negotiation, own, deal, found))
    st.caption(
        "Ours is certain by our values. What they gain is expected, of 100; “Both gain” is the chance "
        f"that they gain at least half a point too; it may be off by {chance_error(current)}, as the "
        f"estimate is made of {current.posterior.n_draws:,} draws."
    )
    names = [negotiation.agenda.describe(one.package.changes_from(deal)) for one in found]
    name = st.selectbox("To propose", names, key=CHOSEN)
    if name in names:
        _draw_to_propose(current, deal, found[names.index(name)].package)


def _draw_wishes() -> tuple[str, str]:
    """What to put first, and the least chance; both stay chosen while a proposal is on the table."""
    kept = st.session_state.setdefault(WISHES, (next(iter(AIMS)), USUAL_CHANCE))
    with st.container(horizontal=True, key="improve.wishes"):
        aim = choices.segmented_control(
            "Put first", list(AIMS), default=kept[0], required=True, key=AIM,
            help=AIM_HELP,
        )  # fmt: skip
        chance = choices.segmented_control(
            "Least chance that both gain", list(CHANCES), default=kept[1], required=True,
            key=CHANCE,
        )  # fmt: skip
    st.session_state[WISHES] = (aim, chance)
    return aim, chance


def left_out(talks: Improving) -> str:
    """Which packages are left out because somebody said no; '' where nobody did."""
    who = [
        f"{word} said no to {count_of(talks.turned_down(side))}"
        for side, word in SIDES.items()
        if talks.turned_down(side)
    ]
    if not who:
        return ""
    return (
        f"{listed(who, 'and').capitalize()}. What would not be better for whoever said no than what it turned "
        "down is left out."
    )


def count_of(packages: Sequence[Package]) -> str:
    """How many packages, in words."""
    return "1 package" if len(packages) == 1 else f"{len(packages)} packages"


def nothing_found(chance: str, below: tuple[str, int] | None) -> str:
    """That nothing is likely enough, and at which lower chance how many packages are."""
    told = (
        f"By what we know of them, no package is better for us and, with a chance of {chance} or more, "
        "for them too. More of their answers would tell"
    )
    if below is None:
        return f"{told}."
    lower, n = below
    return f"{told}; with {lower} there {'is 1' if n == 1 else f'are {n}'}."


def chance_error(current: Current) -> str:
    """How far a chance of about one half may be off, nine times of ten, by the number of draws."""
    shares = current.posterior.draw_weights
    points = 100 * 1.645 * 0.5 * float((shares**2).sum()) ** 0.5
    return "1 point" if points < 1.5 else f"{points:.0f} points"


def candidate_frame(
    negotiation: Negotiation, own: AdditiveUtility, deal: Package, found: tuple[Improvement, ...]
) -> pd.DataFrame:
    """Candidates as a table, the best first: what each changes and what both gain."""
    rows = []
    for one in found:
        row = {
            "Change": negotiation.agenda.describe(one.package.changes_from(deal)),
            "We gain, points": signed_points(one.own_gain),
        }
        money = gain_in_money(own, one.own_gain)
        if money:
            row["Worth to us as much as"] = money
        row["They gain, of 100"] = f"+{100 * one.their_gain:.0f}"
        row["Both gain"] = percent(one.both_gain)
        rows.append(row)
    return pd.DataFrame(rows).set_index("Change")


def gain_in_money(own: AdditiveUtility, gain: float) -> str:
    """A gain of ours as an amount of the issue that we price things in; '' where there is none."""
    issue, amount = money_issue(own), in_money(own, gain)
    if issue is None or amount is None:
        return ""
    magnitude = abs(amount)
    digits = 0 if magnitude >= 100 else 1
    text = f"{round(magnitude, digits):,.{digits}f}"
    return f"{issue.name}: {f'{issue.unit} {text}' if issue.unit else text}"


def _draw_to_propose(current: Current, deal: Package, chosen: Package) -> None:
    agenda = current.negotiation.agenda
    st.code(improvement_text(agenda, deal, chosen), language=None, wrap_lines=True)
    propose = as_shown(
        partial(_propose, current, chosen), "the package to propose", CHOSEN, AIM, CHANCE
    )
    _draw_propose_button(current, "improve.propose", propose)


def _draw_propose_button(current: Current, key: str, act: Callable[[], None]) -> None:
    missing = [w for side, w in SIDES.items() if side not in current.negotiation.improving.consents]
    st.button(
        "Log that it was proposed",
        key=key,
        type="primary" if not missing else "secondary",
        disabled=bool(missing),
        on_click=session.action(act),
    )
    if missing:
        who = "both sides have" if len(missing) == 2 else f"{missing[0]} have"
        st.caption(f"First {who} to agree to look for something better.")


def _propose(current: Current, package: Package, party: str = OWN) -> None:
    _say(current, ImprovementProposed(package=package, party=party), "Logged: proposed.")


def _draw_another(current: Current) -> None:
    if len(current.negotiation.improving.consents) < 2:
        return
    deal = shown(current.negotiation).agreed_package
    key = f"improve:{current.negotiation_id}:{current.created}:{current.sequence}"
    with st.expander("Another package was proposed", key="improve.another"):
        choices.segmented_control(
            "By whom", ("Us", "Them"), default="Us", required=True, key=PROPOSER
        )
        package_form.draw_package(current.negotiation.agenda, key, deal)
        act = partial(_propose_typed, current, key)
        _draw_propose_button(current, "improve.propose_typed", act)


def _propose_typed(current: Current, key: str) -> None:
    side = OWN if st.session_state[PROPOSER] == "Us" else COUNTERPART
    _propose(current, package_form.package_in(current.negotiation.agenda, key), side)


# --- a proposal on the table --------------------------------------------------------------------------------


def _draw_proposal(current: Current, proposed: Package) -> None:
    negotiation = current.negotiation
    agenda, deal, talks = negotiation.agenda, negotiation.agreed_package, negotiation.improving
    st.info(f"Proposed instead of the deal: {plain(agenda.describe(proposed))}")
    own = agreement.own_of(negotiation)
    if deal is not None and not session.share_safe():
        if own is not None and agenda.is_complete(deal):
            st.markdown(proposal_sentence(current, own, deal, proposed))
        with st.expander("Words to propose it", key="improve.words"):
            st.code(improvement_text(agenda, deal, proposed), language=None, wrap_lines=True)
    columns = st.columns(2)
    for column, (side, word) in zip(columns, SIDES.items(), strict=True):
        with column:
            box = f"answer.{side}"
            if not session.share_safe():
                label = "Our words (optional)" if side == OWN else "Their words (optional)"
                kept_words.draw_words(current, box, label)
            said_yes = side in talks.said_yes
            if said_yes:
                st.markdown(f":material/check_circle: {word.capitalize()} said yes.")
            with st.container(horizontal=True, key=f"improve.answer.{side}"):
                if not said_yes:
                    st.button(
                        f"{word.capitalize()} say yes", key=f"improve.yes.{side}",
                        on_click=session.action(_yes), args=(current, side, box),
                    )  # fmt: skip
                st.button(
                    f"{word.capitalize()} say no", key=f"improve.no.{side}",
                    on_click=session.action(_no), args=(current, side, box),
                )  # fmt: skip


def proposal_sentence(
    current: Current, own: AdditiveUtility, deal: Package, proposed: Package
) -> str:
    """What both would gain by a proposal over the deal."""
    posterior = current.posterior
    now, then = posterior.utility([deal, proposed])
    gain = posterior.summary(then - now)
    ours = own.utility(proposed) - own.utility(deal)
    return (
        f"For us **{signed_points(ours)} points**. For them about **{signed_whole(gain.mean)} of 100** "
        f"(90%: {signed_whole(gain.q05)} to {signed_whole(gain.q95)}); chance that they gain at least half a "
        f"point: {percent(posterior.probability(then - now >= LEAST_GAIN))}."
    )


def _yes(current: Current, side: str, box: str) -> None:
    asked = current.negotiation.improving.proposed_id
    event = ConsentGiven(party=side, replies_to=asked, words=kept_words.words_of(current, box))
    other = COUNTERPART if side == OWN else OWN
    both = other in current.negotiation.improving.said_yes
    told = (
        "Both said yes: the proposal is the deal now."
        if both
        else "Logged: yes. The other side has not answered."
    )
    _say(current, event, told, *((f"answer.{OWN}", f"answer.{COUNTERPART}") if both else (box,)))


def _no(current: Current, side: str, box: str) -> None:
    event = ImprovementVetoed(party=side, words=kept_words.words_of(current, box))
    boxes = (f"answer.{OWN}", f"answer.{COUNTERPART}")
    _say(current, event, "Logged: no to the proposal. Nothing about the deal changed.", *boxes)


# --- what was done ----------------------------------------------------------------------------------------


def _draw_history(current: Current) -> None:
    negotiation = current.negotiation
    lines = history_lines(shown(negotiation))
    if lines:
        st.subheader("So far", anchor=False)
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
        undoing.draw_undo(current, "improve.undo")


def history_lines(negotiation: Negotiation) -> list[str]:
    """What was done since the deal, oldest first; what was taken back is left out."""
    lines = []
    for entry in negotiation.log:
        event = entry.in_force
        if entry.event.kind == "correction":
            continue
        if not isinstance(event, ConsentGiven | ImprovementProposed | ImprovementVetoed):
            continue
        who = "We" if event.actor == OWN else "They"
        text = event.describe(negotiation.agenda)
        words = f" “{' '.join(event.words.split())}”" if event.words else ""
        lines.append(f"{who}: {text[0].lower()}{text[1:]}.{words}")
    return lines
