"""What is said to the counterpart: true, polite and free of our numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import InvalidSettings
from meso_infer.packages import Meso
from meso_infer.wording import (
    CLAIMS,
    MEDIA,
    claim_for,
    improvement_text,
    offer_text,
    reopening_text,
)
from tests.agendas import A, B, C, deal, hiring_agenda

AGENDA = hiring_agenda()
PACKAGES = [A, B, C, deal(96667, 0, 1), deal(90000, 4, 3)]


@settings(max_examples=1000)
@given(st.floats(0, 1), st.floats(1e-6, 0.2), st.integers(1, 5), st.sampled_from(MEDIA))
def test_equal_is_said_only_when_it_is_true(spread, tolerance, n, medium):
    """Over 1,000 cases the text says "equal" or "equally" only when the spread is in tolerance."""
    meso = Meso.of(dict(zip("ABCDE", PACKAGES[:n], strict=False)))
    text = offer_text(AGENDA, meso, claim_for(spread, tolerance), medium=medium)
    if spread > tolerance + 1e-9:
        assert "equal" not in text.lower()


@given(st.floats(0, 1), st.floats(0.05, 1))
def test_a_wide_tolerance_makes_nothing_equal(spread, tolerance):
    """Packages more than 5 points of 100 apart are never called equal, whatever was asked for."""
    assert (claim_for(spread, tolerance) == "equal") == (spread <= 0.05 + 1e-9)


def test_equal_packages_are_called_equal():
    """Under the claim "equal" several packages are said to work equally well for us."""
    assert "All three work equally well for us." in offer_text(
        AGENDA, Meso.of({"A": A, "B": B, "C": C}), "equal"
    )
    assert "Both work equally well for us." in offer_text(
        AGENDA, Meso.of({"A": A, "B": B}), "equal"
    )


@pytest.mark.parametrize("medium", MEDIA)
@pytest.mark.parametrize("claim", CLAIMS)
def test_the_offer_is_complete_and_in_shown_order(claim, medium):
    """Every amount is in the text once a package, in the order shown, with an open question at the end."""
    text = offer_text(
        AGENDA, Meso.of({"A": A, "B": B, "C": C}, ["B", "C", "A"]), claim, medium=medium
    )
    places = [text.index(f"{label}:") for label in "BCA"]
    assert places == sorted(places)
    for word in ("USD 100,000", "USD 95,000", "USD 90,000", "1 day", "2 days", "3 years", "1 year"):
        assert word in text
    assert "which one works best for you" in text.lower()


def test_spoken_offers_say_the_same_things_once():
    """What is the same in all packages is said once in speech."""
    text = offer_text(AGENDA, Meso.of({"A": A, "B": B}), "equal", medium="speech")
    assert text.count("Remote") == 1
    assert "The same in all: Remote 1 day." in text


def test_a_single_package_makes_no_comparison():
    """One package is offered as workable, whatever the claim."""
    for medium in MEDIA:
        text = offer_text(AGENDA, Meso.of({"A": A}), "equal", medium=medium)
        assert "would work for us" in text
        assert "equal" not in text


def test_unknown_claims_and_media_are_refused():
    """An unknown claim or medium is refused with the allowed ones."""
    meso = Meso.of({"A": A, "B": B})
    with pytest.raises(InvalidSettings, match="equal, similar or none"):
        offer_text(AGENDA, meso, "identical")  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidSettings, match="mail or speech"):
        offer_text(AGENDA, meso, "equal", medium="fax")  # pyright: ignore[reportArgumentType]


def test_a_proposal_after_a_deal_says_what_changes_and_that_a_no_is_fine():
    """Each changed issue stands with what it was and what it would be, each other one as it is."""
    text = improvement_text(AGENDA, B, deal(98000, 0, 2))
    assert "- Salary from USD 95,000 to USD 98,000" in text
    assert "- Remote from 1 day to 0 days" in text
    assert "Contract would stay as agreed." in text
    assert "A no is fine" in text
    spoken = improvement_text(AGENDA, B, deal(98000, 1, 2), medium="speech")
    assert "What if we changed Salary from USD 95,000 to USD 98,000?" in spoken
    assert "\n" not in spoken
    with pytest.raises(InvalidSettings, match="mail"):
        improvement_text(AGENDA, B, C, medium="fax")  # type: ignore[arg-type]


@pytest.mark.parametrize("medium", MEDIA)
def test_asking_to_look_again_binds_nobody(medium):
    """The request says that the agreement stands and that either side can say no."""
    text = reopening_text(medium)
    assert "agreement stands" in text
    assert "can say no" in text
    assert ("\n" in text) == (medium == "mail")
