"""What cannot be met is said with what can."""

from __future__ import annotations

import math

import numpy as np
import pytest

from meso_infer.candidates.wanted import Wanted
from meso_infer.errors import NoFeasibleMeso
from meso_infer.evidence import Evidence, Pick, Statement
from meso_infer.exposure import exposure_bits, own_values, reader_weights, values_at
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.packages import Agenda
from meso_infer.posterior import Posterior
from meso_infer.proposal import propose
from meso_infer.proposal.selection import Choice, Selection
from meso_infer.proposal.settings import ProposalSettings
from meso_infer.utility import AdditiveUtility
from tests.agendas import A, B, C, hiring_agenda, hiring_own


def test_one_issue_alone_makes_no_equal_packages() -> None:
    """On a single amount, three equal packages are refused for that reason; one package is found."""
    pay = NumericIssue(name="Pay", low=0, high=100, own_direction="lower")
    agenda = Agenda((pay,))
    own = AdditiveUtility.of(agenda, {"Pay": 1.0})
    posterior = infer(agenda, [])
    with pytest.raises(NoFeasibleMeso, match="With one issue"):
        propose(agenda, own, posterior, target=0.6, n_packages=3)
    alone = propose(agenda, own, posterior, target=0.6, n_packages=1)
    assert [dict(package) for package in alone.packages.values()] == [{"Pay": 40}]


@pytest.mark.parametrize(
    "said", [(Pick((A, B, C), 1),), (Pick((A, B, C), 0), Statement(("Remote",)))], ids=("B", "A")
)
def test_what_is_hidden_costs_little_to_learn(said: tuple[Evidence, ...]) -> None:
    """Of the issues that can be held, the one held leaves about as much to learn as any other would."""
    agenda = hiring_agenda({"later": 0.4, "earlier": 0.4, "peak": 0.2})
    own = hiring_own(agenda)
    belief = infer(agenda, said, own=own)

    def bits(held: tuple[str, ...]) -> float:
        return propose(
            agenda, own, belief, target=0.65, tolerance=0.02, mode="reveal-least", held=held
        ).expected_information_bits

    assert bits(()) >= max(bits(("Remote",)), bits(("Contract",))) - 0.06


def selecting(belief: Posterior, settings: ProposalSettings) -> tuple[Selection, Choice]:
    """A search of the hiring example after a first Meso, and what it came up with."""
    own = hiring_own(belief.agenda)
    selection = Selection(own, belief, settings, [(A, B)], np.random.default_rng(0))
    wanted = Wanted(own, settings.target, settings.tolerance)
    return selection, selection.choose(selection.candidates(wanted), wanted)


def test_what_a_set_reveals_is_counted_beyond_what_was_known() -> None:
    """Added exposure is the share of our weights' uncertainty that goes, less what earlier Mesos took."""
    belief = infer(hiring_agenda(), [Pick((A, B), 0)])
    own = hiring_own(belief.agenda)
    _, choice = selecting(belief, ProposalSettings(0.65, 0.02, round_number=2))
    earlier, new = own_values(own, (A, B)), values_at(own, choice.coordinates)
    known, after = exposure_bits([earlier]), exposure_bits([earlier, new])
    whole = math.log2(len(reader_weights(3)))
    assert known > 0.5
    assert choice.added_exposure == pytest.approx((after - known) / whole, abs=1e-9)


def test_learning_is_counted_on_every_draw_by_its_weight() -> None:
    """What a set is said to teach is what the proposal promises of it, in whichever round, on whichever draws."""
    even = infer(hiring_agenda(), [Pick((A, B), 0)])
    odd = even.reweighted(3 * even.weights[0])
    found = []
    for belief, number in ((even, 2), (odd, 2), (odd, 4)):
        selection, choice = selecting(belief, ProposalSettings(0.65, 0.02, round_number=number))
        theirs = belief.utility_of(choice.coordinates)
        chances = belief.answer_draws(theirs, round_number=number)
        shares, bits = belief.draw_weights, -(chances * np.log2(chances)).sum(axis=0)
        marginal = chances @ shares
        gain = -(marginal * np.log2(marginal)).sum() - bits @ shares
        found.append(selection._taught(choice.coordinates))
        assert found[-1] == pytest.approx(gain, abs=1e-9)
    assert len({round(bits, 3) for bits in found}) == 3


@pytest.mark.parametrize(("target", "number"), [(0.6, 1), (0.6, 3), (0.65, 3), (0.7, 3)])
def test_learning_most_never_teaches_less(target: float, number: int) -> None:
    """Whatever a search on few draws takes for learning, all draws decide; yet learning is not given up."""
    agenda = hiring_agenda({"later": 0.4, "earlier": 0.4, "peak": 0.2})
    own, belief = hiring_own(agenda), infer(agenda, [])
    learn, balanced = (
        propose(
            agenda, own, belief, target=target, tolerance=0.02, mode=mode, round_number=number
        ).expected_information_bits
        for mode in ("learn-most", "balanced")
    )
    assert learn >= balanced - 1e-9
    if (target, number) == (0.65, 3):
        assert learn > balanced + 0.02
