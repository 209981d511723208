"""What the benchmark of proposals measures; on a few small cases, so that no data are needed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks import proposals
from benchmarks.sets.agendas import even_own, random_own
from benchmarks.sets.equality import checked
from benchmarks.sets.optimum import gaps
from benchmarks.sets.regret import is_here


@pytest.mark.parametrize("wanted", [1e3, 1e5, 1e9])
def test_random_agendas_have_about_the_wanted_size(wanted):
    """Within a factor of ten of the packages wanted, at most twelve issues, with a rule when asked."""
    rng = np.random.default_rng(1)
    for _ in range(10):
        own = random_own(rng, wanted, rules=True)
        packages = own.agenda.count()
        assert packages is not None
        assert abs(math.log10(packages / wanted)) < 1
        assert 3 <= own.agenda.n_issues <= 12
    assert even_own(9, 10).agenda.count() == 10**9


def test_the_best_package_is_near_the_optimum():
    """For draws of a random agenda, the best package found lies within 0.001 of the proven optimum."""
    found = gaps(random_own(np.random.default_rng(5), 1e6), 0.65, 0.01, 2)
    assert all(one.proven and -1e-6 <= one.gap < 1e-3 for one in found)
    assert len(found) == 2


@pytest.mark.parametrize("seed", range(6))
def test_random_sets_keep_their_promises(seed):
    """Spread within tolerance and no rule broken, or it is said why there is no set."""
    one = checked(seed)
    assert one.refusal or (one.spread <= 0.01 + 2e-9 and one.broken_rules == 0)


def test_parts_are_chosen_by_name(capsys):
    """Only the parts asked for are printed, under the command that made them."""
    assert proposals.main(["--only", "gap", "--limit", "1"]) == 0
    printed = capsys.readouterr().out
    assert "Proposals: gap" in printed
    assert "largest gap" in printed


def test_without_the_simulator_regret_is_said_not_to_be_measured(tmp_path, capsys):
    """Where the simulator does not stand beside the project, the part says so and measures nothing."""
    assert not is_here(tmp_path)
    assert proposals.main(["--only", "regret", "--data", str(tmp_path)]) == 0
    assert "regret was not measured" in capsys.readouterr().out
