"""Compatible issues: found where both sides' best options agree, and nowhere else."""

from __future__ import annotations

import pytest

from meso_infer.evidence import Pick
from meso_infer.explanation.common_ground import compatible_chances, compatible_sentences
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda, Package
from meso_infer.utility import AdditiveUtility

AGENDA = Agenda(
    (
        NumericIssue(name="Price", low=0, high=10, step=1, own_direction="lower",
                     counterpart_direction={"higher": 1.0}),
        NumericIssue(name="Quality", low=0, high=4, step=1, own_direction="higher",
                     counterpart_direction={"higher": 1.0}),
        CategoricalIssue(name="Place", options=("here", "there", "halfway")),
    )
)  # fmt: skip
OWN = AdditiveUtility.of(
    AGENDA,
    {"Price": 0.5, "Quality": 0.3, "Place": 0.2},
    {"Place": {"here": 1, "there": 0, "halfway": 0.4}},
)


def deal(place: str) -> Package:
    return Package({"Price": 5, "Quality": 2, "Place": place})


def test_known_directions_decide_for_sure() -> None:
    """Opposed directions are never compatible, equal ones always."""
    chances = compatible_chances(infer(AGENDA, []), OWN)
    assert chances["Price"] == 0
    assert chances["Quality"] == pytest.approx(1)


def test_before_evidence_each_option_is_as_likely_to_be_their_best() -> None:
    """Of three options without an order, ours is their best with a chance of about a third."""
    assert compatible_chances(infer(AGENDA, []), OWN)["Place"] == pytest.approx(1 / 3, abs=0.04)


def test_picks_of_our_best_option_make_it_common_ground() -> None:
    """The chance rises when they choose what is best for us, and falls when they choose what is not."""
    sets = tuple(deal(place) for place in ("here", "there", "halfway"))
    for chosen, verdict in ((0, True), (1, False)):
        posterior = infer(AGENDA, [Pick(sets, chosen)] * 3)
        assert (compatible_chances(posterior, OWN)["Place"] > 1 / 3) is verdict
        named = [text for text in compatible_sentences(posterior, OWN) if "Place" in text]
        assert bool(named) is verdict
        assert all("here" in text for text in named)


def test_without_evidence_nothing_is_claimed() -> None:
    """Before any informative answer no sentence names common ground."""
    assert compatible_sentences(infer(AGENDA, []), OWN) == ()
