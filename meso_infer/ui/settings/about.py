"""What the program assumes, shows and runs on: the model in words, exposure, theme, diagnostics."""

from __future__ import annotations

import streamlit as st

from meso_infer.assumptions import assumptions
from meso_infer.prior import MODEL_VERSION
from meso_infer.prior_in_use import prior_used, settings_of, why_not_used
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.settings.erase import CLEAN_FILE, clean_file
from meso_infer.upkeep.system_report import SystemReport, system_report, versions

SWITCHED = {True: "On", False: "Off"}


def draw_shared() -> None:
    """Draw what anybody may see: versions and the note on themes."""
    st.caption(
        "Backups, texts, names and places of data are hidden while the screen may be shared."
    )
    draw_theme()
    st.header("Versions", anchor=False)
    st.markdown("\n".join(f"- {plain(name)}: {plain(value)}" for name, value in versions()))


def draw_model() -> None:
    """Draw what the model assumes, which assumptions are on, and from which prior it starts."""
    st.header("What the model assumes", anchor=False)
    current = session.current()
    if current is not None:
        st.markdown(plain(_prior(current)))
    given = None if current is None else settings_of(current.negotiation)
    for one in assumptions(given):
        switch = "" if one.is_on is None else f" ({SWITCHED[one.is_on].lower()})"
        st.markdown(f"**{plain(one.about)}{switch}.** {plain(one.words)}")
    st.caption(
        f"Model {MODEL_VERSION}. These are the same for every negotiation, so that numbers can be "
        "compared; whether past negotiations teach an estimate is decided on the page Counterpart. "
        "Counterpart also shows what the conclusion would be under other assumptions."
    )


def _prior(current: session.Current) -> str:
    negotiation = current.negotiation
    prior = prior_used(negotiation)
    title = negotiation.title
    if prior is not None:
        n = prior.n_negotiations
        past = "one past negotiation" if n == 1 else f"{n} past negotiations"
        return f"The estimate of {title} starts from what {past} of “{prior.segment}” taught."
    why = why_not_used(negotiation)
    if negotiation.learnt is not None and why is not None:
        return f"The estimate of {title} starts from the model's own assumptions: {why}"
    return f"The estimate of {title} starts from the model's own assumptions."


def draw_exposure() -> None:
    """Draw how the words on exposure are meant."""
    st.header("What our offers reveal", anchor=False)
    st.markdown(
        "Exposure is worked out as if the other side knew this method and all our offers. Per issue it "
        "is hidden, hinted, bounded or known. Every new negotiation starts with balanced sets; “Reveal "
        "least” is chosen for one round on the page Next packages. Logged are our offers, never what "
        "the other side is thought to have learnt."
    )


def draw_theme() -> None:
    """Draw where light and dark come from."""
    st.header("Light and dark", anchor=False)
    st.markdown(
        "The pages are light or dark as your system or browser is set, and change with it. Meaning "
        "never hangs on colour alone: everything also has a word or a shape."
    )


def draw_diagnostics() -> None:
    """Draw the check of what is stored, its findings to copy, and the cleaning of the file."""
    st.header("Diagnostics", anchor=False)
    st.markdown("Reads everything that is stored, and names places, versions and counts only.")
    with st.container(horizontal=True, key="settings.diagnostics_bar"):
        asked = st.button("Check the database", key="settings.check", icon=":material/fact_check:")
        st.button(
            CLEAN_FILE,
            key="settings.clean",
            on_click=session.action(clean_file),
            help="Rewrites the file without the remains of what was deleted or taken out.",
        )
    if asked:
        with st.spinner("Reading everything that is stored"):
            report = system_report(session.store())
        _draw_report(report)


def _draw_report(report: SystemReport) -> None:
    if report.is_sound:
        st.success("Everything that is stored can be read.")
    else:
        st.error(
            "Some of what is stored cannot be read; the rest works as before. Restore a backup from "
            "before the damage, or ask whoever looks after this program with the text below."
        )
    st.code(report.text(), language=None, wrap_lines=True)
