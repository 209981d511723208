"""Steps 3 and 4 of Setup: walk-away and target, and our guess of what matters to them."""

from __future__ import annotations

import streamlit as st

from meso_infer.elicitation.batna import Batna
from meso_infer.errors import MesoError
from meso_infer.evaluation.guesses import MIRRORED, mirror_distance
from meso_infer.headline import percent
from meso_infer.negotiation import OwnGuess
from meso_infer.points import points
from meso_infer.sheet import ScenarioRow, batna_of, guess_of, utility_of_sheet
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.setup.draft import SetupDraft

CAUTION = {0.0: "gains and losses alike", 0.5: "a little cautiously", 0.2: "cautiously"}
"""Risk tolerances on the scale of utility, 0 for none, and what they are called."""


def draw_limits(draft: SetupDraft, found: dict[str, str]) -> None:
    """Draw step 3; `found` says what is wrong, by place."""
    sheet = draft.sheet()
    st.markdown(
        "Both are points on the scale of our values: 100 is the best of everything for us, 0 the "
        "worst. Below the **walk-away** no agreement is better than having none."
    )
    grid = st.grid(2, min_column_width=160, key=draft.key("limits"))
    for field, label, value in (
        ("walk_away", "Walk-away", sheet.walk_away),
        ("target", "Target", sheet.target),
    ):
        with grid.container(key=draft.key("limits", field)):
            st.number_input(
                f"{label} (points)",
                min_value=0.0,
                max_value=100.0,
                value=None,
                step=1.0,
                format="%.4g",
                key=draft.widget("sheet", field, value),
                on_change=draft.saver(),
            )
    if "own" in found:
        st.error(plain(found["own"]))
    _draw_alternatives(draft)


def _draw_alternatives(draft: SetupDraft) -> None:
    st.header("What happens without an agreement", anchor=False)
    st.caption(
        "List what may happen, how likely each is, and what it is worth to us in points. Once the "
        "chances make a whole, it is saved with the negotiation, for our side alone."
    )
    sheet = draft.sheet()
    for place, row in enumerate(sheet.scenarios, 1):
        _draw_scenario(draft, row, place)
    st.button(
        "Add what may happen",
        key=draft.key("add scenario"),
        icon=":material/add:",
        on_click=session.action(draft.add_scenario),
    )
    if not sheet.scenarios:
        return
    choices.segmented_control(
        "Weigh them",
        list(CAUTION),
        format_func=lambda one: CAUTION[one],
        required=True,
        key=draft.widget("sheet", "risk_tolerance", sheet.risk_tolerance),
        on_change=draft.saver(),
    )
    try:
        batna = batna_of(sheet)
        value = batna.reservation_value(sheet.risk_tolerance or None)
    except MesoError as error:
        st.warning(plain(str(error)))
        return
    st.markdown(
        f"**No agreement is worth {points(value)} points.** {_spread_in_words(batna, sheet.target)}"
    )
    st.button(
        f"Use {points(value)} as walk-away",
        key=draft.key("use walk-away"),
        disabled=value < 0,
        help="Costs exceed what the scenarios bring." if value < 0 else None,
        on_click=session.action(_use),
        args=(draft, value),
    )


def _draw_scenario(draft: SetupDraft, row: ScenarioRow, place: int) -> None:
    save = draft.saver()
    with st.container(border=True, key=draft.key(row.id, "scenario")):
        grid = st.grid(4, min_column_width=130, key=draft.key(row.id, "scenario grid"))
        with grid.container(key=draft.key(row.id, "cell name")):
            st.text_input(
                f"Scenario {place}",
                key=draft.widget(row.id, "name", row.name),
                placeholder="the second-best candidate says yes",
                max_chars=200,
                on_change=save,
            )
        for field, label, value in (
            ("chance", "Chance (%)", row.chance),
            ("worth", "Worth (points)", row.worth),
            ("cost", "Cost of getting there (points)", row.cost),
        ):
            with grid.container(key=draft.key(row.id, "cell", field)):
                st.number_input(
                    label,
                    min_value=0.0,
                    max_value=100.0,
                    value=None,
                    format="%.4g",
                    key=draft.widget(row.id, field, value),
                    on_change=save,
                )
        st.button(
            "Remove",
            key=draft.key(row.id, "remove"),
            type="tertiary",
            on_click=session.action(draft.remove),
            args=(row.id,),
        )


def _spread_in_words(batna: Batna, target: float | None) -> str:
    """How far apart the scenarios lie, and how often a deal at our target, in points, beats them."""
    low, high = batna.quantile(0.05), batna.quantile(0.95)
    if low == high:
        return "There is no doubt in this."
    said = f"In nine of ten cases we are left with {points(low)} to {points(high)}."
    if target is None:
        return said
    beats = percent(batna.accept_probability(target / 100))
    return f"{said} A deal at our target beats what we are left with in {beats} of cases."


def _use(draft: SetupDraft, value: float) -> None:
    sheet = draft.collected()
    st.session_state.pop(draft.key("sheet", "walk_away"), None)
    draft.keep(sheet.model_copy(update={"walk_away": round(100 * value, 4)}))


# --- step 4 -----------------------------------------------------------------------------------------


def draw_guess_inputs(draft: SetupDraft, found: dict[str, str], where: str) -> None:
    """Draw one input an issue for our guess of what matters to them; `where` names the place."""
    st.markdown(
        "How much do you think each issue matters **to them**? Give 100 to the one that matters most "
        "to them, and its share of that to each other one. A guess is worth most before looking at "
        "any estimate."
    )
    grid = st.grid(3, min_column_width=150, key=draft.key(where, "guess"))
    for row in draft.sheet().issues:
        with grid.container(key=draft.key(where, "guess", row.id)):
            st.number_input(
                plain(row.name) or "New issue",
                min_value=0.0,
                max_value=100.0,
                value=None,
                step=5.0,
                format="%.4g",
                placeholder="0 to 100",
                key=draft.widget(row.id, "guess", row.guess),
                on_change=draft.saver(),
            )
    if "guess" in found:
        st.warning(plain(found["guess"]))


def draw_guess(draft: SetupDraft, found: dict[str, str]) -> None:
    """Draw step 4; no estimate and none of our own numbers is on it, so that neither leads the guess."""
    negotiation = None if draft.current is None else draft.current.negotiation
    if negotiation is not None and negotiation.own_guess is None and negotiation.rounds:
        st.info(
            "Talks are under way, so estimates may have been seen. The guess is logged with its time, "
            "and is best given from what you thought before."
        )
    draw_guess_inputs(draft, found, "setup")
    if found:
        return
    guess, own = guess_of(draft.sheet()), utility_of_sheet(draft.sheet())
    if guess is None or own is None:
        return
    away = mirror_distance(OwnGuess(tuple((guess.weights or {}).items())), own)
    if away is not None and away < MIRRORED:
        st.info(
            "Your guess is almost our own weights. Many negotiators start from that mirror; keep it if "
            "it is what you think, or ask what they would say."
        )
