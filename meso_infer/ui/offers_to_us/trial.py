"""On the page of offers to us: the packages of ours whose answer would tell whether theirs are equal."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meso_infer.candidates import find_candidates
from meso_infer.claim_trial import ClaimTrial, claim_trial, trial_sentence
from meso_infer.errors import MesoError
from meso_infer.events import MesoOffered
from meso_infer.evidence import EqualClaim
from meso_infer.headline import percent
from meso_infer.negotiation.incoming import ReceivedOffer
from meso_infer.packages import LABELS, Agenda, Package
from meso_infer.points import points
from meso_infer.proposal.settings import ProposalSettings
from meso_infer.ui import session
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.offers_to_us.entry import key
from meso_infer.ui.session import Current
from meso_infer.workflow import current_own, default_target

LEAST_BITS = 0.005
"""Below this the answer would tell too little to bother."""


@st.cache_resource(max_entries=session.KEPT, show_spinner="Looking for what would test it")
def _trial(key: tuple[str, str, str, int]) -> tuple[ClaimTrial | None, float, str | None]:
    current = Current(key[1], key[2], key[3])
    negotiation = current.negotiation
    offer = negotiation.incoming.latest
    if offer is None:
        return None, 0.0, None
    try:
        wanted = ProposalSettings(default_target(negotiation))
        found = find_candidates(
            current_own(negotiation),
            wanted.target,
            wanted.tolerance,
            floor=negotiation.reservation_value,
        )
        claim = EqualClaim(tuple(package for _, package in offer.packages.packages), offer.round)
        return claim_trial(current.posterior, claim, found), wanted.target, None
    except MesoError as error:
        return None, 0.0, str(error)


def draw_trial(current: Current, offer: ReceivedOffer) -> None:
    """Packages that test their claim, what each answer would mean, and the way to offer them."""
    if offer.claim != "equal" or len({frozenset(p) for _, p in offer.packages.packages}) > 1:
        return
    if len(offer.packages) < 2:
        return
    st.header("Test what they said", anchor=False)
    trial, target, refusal = _trial(current.key)
    if refusal is not None:
        st.info(plain(refusal))
    if trial is None:
        return
    if trial.bits < LEAST_BITS:
        st.markdown(
            f"No packages worth {points(target)} points to us would tell much. What they answer next counts "
            "all the same."
        )
        return
    st.markdown(
        f"Of the packages worth {points(target)} points to us, the model expects their answer to these to tell "
        f"the most about whether they mean it. {plain(trial_sentence(trial))} In simulated talks such "
        "tests taught no more than an ordinary offer did."
    )
    draw_frame(trial_frame(current.negotiation.agenda, trial))
    st.button(
        "Offer these",
        key=key(current, "offer trial"),
        on_click=session.action(_offer),
        args=(trial,),
    )


def trial_frame(agenda: Agenda, trial: ClaimTrial) -> pd.DataFrame:
    """One row an issue, then the chance of each pick if they mean it and if not; one column a package."""
    rows = {
        issue.name: [issue.format(package[issue.name]) for package in trial.packages]
        for issue in agenda.issues
    }
    rows["Picked if they mean it"] = [percent(chance) for chance in trial.if_meant]
    rows["Picked if not"] = [percent(chance) for chance in trial.if_not]
    return pd.DataFrame(
        list(rows.values()),
        index=pd.Index(list(rows), name="Issue"),
        columns=[f"Package {label}" for label, _ in zip(LABELS, trial.packages, strict=False)],
    )


def _offer(trial: ClaimTrial) -> None:
    packages: dict[str, Package] = dict(zip(LABELS, trial.packages, strict=False))
    session.record(MesoOffered(packages=packages, none_allowed=True))
    session.tell("On the table. Log what they answer on the live page.")
