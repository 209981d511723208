"""Thin evidence is told as thin: wide estimates, no ranking, no word stronger than it may be."""

from __future__ import annotations

from typing import Any

import pytest

from meso_infer.certainty import certainty
from meso_infer.documents import read_document
from meso_infer.headline import headline, issue_sentences, ranked, top_issue
from meso_infer.posterior import Posterior
from meso_infer.workflow import infer
from tests.example_document import EXAMPLE

HIRING = {name: EXAMPLE[name] for name in ("format", "title", "counterpart")}
HIRING["agenda"] = EXAMPLE["agenda"][:3]
OFFER: dict[str, Any] = {
    "kind": "meso-offered",
    "packages": {
        "A": {"Salary": 100000, "Remote": 1, "Contract": "3 years"},
        "B": {"Salary": 95000, "Remote": 1, "Contract": "2 years"},
        "C": {"Salary": 90000, "Remote": 2, "Contract": "1 year"},
    },
}


def believed(*events: dict[str, Any]) -> Posterior:
    return infer(read_document({**HIRING, "events": list(events)}))


def test_no_event_says_nothing():
    """Without an event the estimate is the wide prior, says so, and stands in the agenda's order."""
    posterior = believed()
    assert posterior.n_informative == 0
    assert headline(posterior).startswith("No evidence")
    assert {one.word for one in issue_sentences(posterior)} == {"no evidence"}
    assert ranked(posterior) == posterior.agenda.names
    for summary in posterior.weight_summary().values():
        assert summary.p_top == pytest.approx(1 / 3, abs=0.05)
        assert summary.q95 - summary.q05 > 0.5


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "package-picked", "package": "B"},
        {"kind": "issue-pushed", "issue": "Salary", "direction": "higher"},
        {"kind": "all-rejected"},
        {"kind": "priority-stated", "issue": "Remote"},
        {"kind": "constraint-stated", "issue": "Salary", "min": 95000},
    ],
    ids=lambda event: str(event["kind"]),
)
def test_one_event_leads_no_further_than_leaning(event: dict[str, Any]):
    """After one answer no claim is more than leaning, and every interval is still wide."""
    posterior = believed(OFFER, event)
    _, chance = top_issue(posterior)
    assert certainty(chance, posterior.n_informative) in ("no evidence", "unclear", "leaning")
    assert {s.word for s in issue_sentences(posterior)} <= {"no evidence", "unclear", "leaning"}
    assert chance < 0.8
    for summary in posterior.weight_summary().values():
        assert summary.q95 - summary.q05 > 0.35


def test_answers_that_contradict_each_other_leave_it_unclear():
    """Picks, pushes and words that point both ways leave the top issue unclear and intervals wide."""
    issues = [
        {
            "name": name,
            "kind": "numeric",
            "low": 0,
            "high": 10,
            "counterpart_direction": {"higher": 1},
        }
        for name in ("Pay", "Bonus")
    ]
    packages = {"A": {"Pay": 10, "Bonus": 0}, "B": {"Pay": 0, "Bonus": 10}}
    said: list[dict[str, Any]] = []
    for label, issue in [("A", "Pay"), ("B", "Bonus")] * 2:
        said += [
            {"kind": "meso-offered", "packages": packages},
            {"kind": "package-picked", "package": label},
            {"kind": "priority-stated", "issue": issue},
        ]
    document = {"format": EXAMPLE["format"], "agenda": issues, "events": said}
    posterior = infer(read_document(document))
    _, chance = top_issue(posterior)
    assert certainty(chance, posterior.n_informative) in ("no evidence", "unclear")
    assert {s.word for s in issue_sentences(posterior)} <= {"no evidence", "unclear"}
    for summary in posterior.weight_summary().values():
        assert summary.q05 < 0.5 < summary.q95
