"""How the benchmark of simulated counterparts measures; no judge and no peers are needed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from benchmarks import inference
from benchmarks.simulated import rounds, thin, timing
from benchmarks.simulated.adapter import settings_of
from benchmarks.simulated.peers import VARIABLE, PeerError, Peers, peers_python
from benchmarks.simulated.scores import Scores, largest_gap, mean, scored
from meso_infer.certainty import NO_EVIDENCE
from meso_infer.evidence import Pick
from meso_infer.negotiation import Header

OURS = Path(sys.executable)


# --- scores --------------------------------------------------------------------------------------


def test_an_estimate_at_the_truth_is_perfect() -> None:
    """Draws that all stand at the truth are right, sure, without error and of no width."""
    truth = np.array([0.2, 0.5, 0.3])
    scores = scored(np.repeat(truth[:, None], 50, axis=1), truth)
    assert list(vars(scores).values()) == pytest.approx([1.0, 0.0, 0.0, 1.0, 0.0, 1.0])
    assert scores.rmse == pytest.approx(0.0)


def test_draws_that_disagree_are_scored_by_their_shares() -> None:
    """Three of four draws put the wrong issue first: chances .75 and .25, Brier 2 x .75 squared."""
    draws = np.array([[0.9, 0.6, 0.8, 0.2], [0.1, 0.4, 0.2, 0.8]])
    scores = scored(draws, [0.3, 0.7])
    assert (scores.top_right, scores.confidence) == (0.0, 0.75)
    assert scores.brier == pytest.approx(2 * 0.75**2)


def test_the_mean_of_errors_is_of_squares() -> None:
    """Errors of .1 and .3 have a root mean square of the root of .05, not .2."""
    one, other = (Scores(1.0, 0.0, e**2, 1.0, 0.2, 0.5) for e in (0.1, 0.3))
    assert mean([one, other]).rmse == pytest.approx(np.sqrt(0.05))


@given(seed=st.integers(0, 1000))
def test_the_gap_of_draws_is_that_of_kolmogorov_and_smirnov(seed: int) -> None:
    """The worst row's distance is the largest two-sample statistic."""
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(3, 40)), rng.normal(size=(3, 25)).round(1)
    results: list[Any] = [ks_2samp(a, b) for a, b in zip(first, second, strict=True)]
    expected = max(result.statistic for result in results)
    assert largest_gap(first, second) == pytest.approx(expected)


# --- counterparts --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def header() -> Header:
    on = rounds.agenda()
    return Header(on, title="Trial", own=rounds.own_spec(on, np.random.default_rng(0)))


@given(target=st.floats(0.3, 0.9), seed=st.integers(0, 100))
def test_the_packages_of_a_round_are_equal_to_us(header: Header, target: float, seed: int) -> None:
    """Three different packages, each within the tolerance of the target."""
    own = rounds.own_utility(header)
    packages = rounds.equal_packages(own, target, np.random.default_rng(seed))
    assert len(set(packages)) == 3
    assert [own.utility(p) for p in packages] == pytest.approx([target] * 3, abs=0.05)


def test_who_also_talks_picks_no_different(header: Header) -> None:
    """Pushes and counteroffers come on top of the same picks from the same packages; rounds add up."""
    counterpart = rounds.counterpart_of(rounds.own_utility(header), np.random.default_rng(1))
    cuts = (0, 1, 4)
    found = {
        kind: rounds.evidence_by_round(header, rounds.talking(counterpart, kind), 3, cuts)
        for kind in rounds.KINDS
    }
    picks = found["picks only"][4]
    assert len(picks) == 4
    for kind, by_round in found.items():
        assert by_round[0] == ()
        assert by_round[4][: len(by_round[1])] == by_round[1]
        assert tuple(e for e in by_round[4] if isinstance(e, Pick)) == picks, kind
    talk = [e.kind for e in found["picks and counteroffers"][4]]
    assert talk.count("counteroffer") == 4
    assert "push" not in talk


def test_a_trial_scores_every_number_of_rounds() -> None:
    """Before any round nobody is found out: confidence is near chance and intervals are wide."""
    scores = rounds.tried(rounds.Trial(5, "picks only"), cuts=(0, 1))
    assert set(scores) == {0, 1}
    assert scores[0].confidence < 0.3
    assert scores[0].width > 0.4


def test_to_an_equal_counterpart_all_issues_weigh_the_same() -> None:
    """The weights of the counterpart without a first issue are equal."""
    on = thin.equal_agenda(4)
    weights = thin.equal_counterpart(on, np.random.default_rng(2)).weights
    assert list(weights.values()) == pytest.approx([0.25] * 4)


def test_thin_logs_claim_little() -> None:
    """Nothing logged is no evidence; one event, or answers that contradict each other, stay unclear."""
    claims = thin.claims()
    assert claims.pop("no events").word == NO_EVIDENCE
    assert {claim.word for claim in claims.values()} == {"unclear"}
    assert all(claim.width > 0.4 for claim in claims.values())


# --- peers and times -----------------------------------------------------------------------------


def test_coefficients_become_weights() -> None:
    """Weights are shares of the coefficients of the right sign, and unknown where none has it."""
    assert timing.shares([6.0, 3.0, -2.0]) == pytest.approx([2 / 3, 1 / 3, 0.0])
    assert np.isnan(timing.shares([-1.0, -2.0])).all()


def test_our_estimator_reads_simulated_picks() -> None:
    """Over some sets of thirty picks of a plain logit, estimates are nearer than equal weights."""
    sets = [timing.simulated_rounds(30, seed) for seed in range(5)]
    assert sets[0].features.shape == (30, timing.N_PACKAGES, timing.N_FEATURES)
    equal = np.full(timing.N_FEATURES, 1 / timing.N_FEATURES)
    ours = [timing.rms(timing.ours(picks), picks.weights) for picks in sets]
    assert np.mean(ours) < np.mean([timing.rms(equal, picks.weights) for picks in sets])


def test_a_peer_that_is_not_installed_says_so() -> None:
    """Another Python is asked over a pipe; what it lacks, and what it cannot do, it says."""
    sets = [timing.simulated_rounds(10, 0)]
    assert timing.peer_logits(OURS, "biogeme", sets) == "not installed there"
    with Peers(OURS) as peers:
        assert peers.ask("versions", names=["numpy", "no-such"])["no-such"] is None
        with pytest.raises(PeerError, match="KeyError"):
            peers.ask("dance")


def test_the_python_of_the_peers_is_named_by_option_or_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The option goes before the environment; a file that is not there is refused."""
    monkeypatch.delenv(VARIABLE, raising=False)
    assert peers_python(None) is None
    monkeypatch.setenv(VARIABLE, "no/such/python")
    assert peers_python(OURS) == OURS
    with pytest.raises(FileNotFoundError, match=VARIABLE):
        peers_python(None)


# --- the command ---------------------------------------------------------------------------------


def test_a_prior_that_the_library_cannot_have_is_refused() -> None:
    """A part of the judge's model that is missing here is named, never left out in silence."""
    with pytest.raises(ValueError, match="sd_pos"):
        settings_of({"sd_pos": 0.5})


def test_without_the_judge_its_parts_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the judge nothing of it is measured, and the command ends well."""
    assert inference.main(["--only", "agreement,times", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count(inference.NOT_HERE.strip()) == 2


def test_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt part is answered with the parts there are."""
    with pytest.raises(SystemExit):
        inference.options(["--only", "agreemnt"])
    assert "calibration" in capsys.readouterr().err
