"""What to write or say to the counterpart when offering packages.

It knows the packages and the claim to be made about them, and none of our numbers: what it says
cannot give away more than the offer itself. The word "equally" appears only under the claim "equal".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meso_infer.errors import InvalidSettings, listed
from meso_infer.packages import Agenda, Meso, Package

Claim = Literal["equal", "similar", "none"]
Medium = Literal["mail", "speech"]

CLAIMS: tuple[Claim, ...] = ("equal", "similar", "none")
MEDIA: tuple[Medium, ...] = ("mail", "speech")

SPREAD_SLACK = 1e-9
MOST_EQUAL = 0.05
"""Packages further apart than this are not called equal to anybody, whatever tolerance was asked for."""

_NUMBERS = ("no", "one", "two", "three", "four", "five")

_WORKABLE = "Each of these would work for us."


def claim_for(spread: float, tolerance: float) -> Claim:
    """The strongest claim that is true: "equal" only when the spread is within the tolerance.

    A tolerance above `MOST_EQUAL` widens what may be offered, not what may be said of it.

    Parameters
    ----------
    spread : float
        Largest minus smallest own utility of the packages, 0 to 1.
    tolerance : float
        Largest spread that counts as equal, 0 to 1.
    """
    within = min(tolerance, MOST_EQUAL)
    if spread <= within + SPREAD_SLACK:
        return "equal"
    return "similar" if spread <= 2 * within else "none"


def offer_text(agenda: Agenda, meso: Meso, claim: Claim, *, medium: Medium = "mail") -> str:
    """The offer as a message to the counterpart.

    Parameters
    ----------
    agenda : Agenda
    meso : Meso
        Packages appear in its shown order.
    claim : {"equal", "similar", "none"}
        What is said about how the packages compare for us; take it from `claim_for`.
    medium : {"mail", "speech"}
        Lists to be read, or sentences to be spoken.

    Raises
    ------
    InvalidSettings
        When the claim or the medium is unknown.
    """
    if claim not in CLAIMS:
        raise InvalidSettings(f"The claim is {claim!r}; allowed: {listed(CLAIMS)}.")
    _check_medium(medium)
    return _mail(agenda, meso, claim) if medium == "mail" else _speech(agenda, meso, claim)


@dataclass(frozen=True)
class Letter:
    """An offer or a confirmation in the parts of a letter, for those who lay it out themselves.

    Attributes
    ----------
    subject : str
        What the letter holds, in a word.
    opening : str
    packages : tuple of (label, terms)
        In the order shown; the label of a single package is empty. Terms are (issue, option) in words.
    closing : tuple of str
        One sentence group a line.
    """

    subject: str
    opening: str
    packages: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    closing: tuple[str, ...]


def offer_letter(agenda: Agenda, meso: Meso, claim: Claim) -> Letter:
    """The offer as the parts of a letter: the words of `offer_text` for mail, not yet laid out.

    Raises
    ------
    InvalidSettings
        When the claim is unknown.
    """
    if claim not in CLAIMS:
        raise InvalidSettings(f"The claim is {claim!r}; allowed: {listed(CLAIMS)}.")
    packages = tuple((label, _terms(agenda, package)) for label, package in meso.in_shown_order())
    if len(meso) == 1:
        return Letter(
            "Package",
            "Here is a package that would work for us:",
            (("", packages[0][1]),),
            ("Does it work for you, and what would make it better?",),
        )
    return Letter(
        "Packages",
        f"Here are {_NUMBERS[len(meso)]} packages. {_claim(claim, len(meso))}",
        packages,
        (
            "Each package stands as a whole.",
            "Which one works best for you, and what would make it better? If none does, please say so.",
        ),
    )


def agreement_letter(agenda: Agenda, package: Package, *, replaces: bool = False) -> Letter:
    """What was agreed, as the parts of a letter that asks the other side to confirm it.

    Made of the agenda and the package alone.

    Parameters
    ----------
    agenda : Agenda
    package : Package
        What was agreed; issues that it leaves out are named as not settled.
    replaces : bool
        Whether it stands in the place of a deal that both had reached before.
    """
    before = " It takes the place of what we had agreed before." if replaces else ""
    open_ = [name for name in agenda.names if name not in package]
    not_settled = (
        (f"{listed(open_, 'and')} {'is' if len(open_) == 1 else 'are'} not settled yet.",)
        if open_
        else ()
    )
    return Letter(
        "Agreement",
        f"This confirms what we agreed.{before}",
        (("", _terms(agenda, package)),),
        (
            *not_settled,
            "If anything here is not as you understood it, please tell us; if all is right, please "
            "confirm it.",
        ),
    )


def reopening_text(medium: Medium = "mail") -> str:
    """A request to look for something better for both after an agreement; it names no number of ours.

    Raises
    ------
    InvalidSettings
        When the medium is unknown.
    """
    _check_medium(medium)
    terms = (
        "Our agreement stands as it is.",
        "Would you look with us, without obligation, for a package that is better for both of us?",
        "Either of us can say no to any of it at any time, and then nothing changes.",
    )
    return ("\n" if medium == "mail" else " ").join(terms)


def improvement_text(
    agenda: Agenda, deal: Package, proposed: Package, *, medium: Medium = "mail"
) -> str:
    """A proposal in the place of a deal, as a message to the counterpart.

    Made of the agenda and the two packages alone.

    Parameters
    ----------
    agenda : Agenda
    deal, proposed : Package
        What was agreed, and what is proposed instead; they differ on an issue.
    medium : {"mail", "speech"}

    Raises
    ------
    InvalidSettings
        When the medium is unknown.
    """
    _check_medium(medium)
    changed = [name for name in agenda.names if proposed.get(name) != deal.get(name)]
    moves = [
        f"{name} from {_told(agenda, deal, name)} to {_told(agenda, proposed, name)}"
        for name in changed
    ]
    kept = [name for name in agenda.names if name not in changed and name in deal]
    same = f"{listed(kept, 'and')} would stay as agreed." if kept else ""
    close = "Would you rather have that than our agreement? A no is fine: the agreement then stands as it is."
    if medium == "speech":
        first = f"Our agreement stands. What if we changed {listed(moves, 'and')}?"
        return " ".join(part for part in (first, same, close) if part)
    lines = "".join(f"- {move}\n" for move in moves)
    parts = (
        "Our agreement stands. Here is a change that might be better for both of us:",
        "",
        lines,
    )
    return "\n".join((*parts, *((same,) if same else ()), close))


def _told(agenda: Agenda, package: Package, name: str) -> str:
    return agenda.issue(name).format(package[name]) if name in package else "open"


def _check_medium(medium: Medium) -> None:
    if medium not in MEDIA:
        raise InvalidSettings(f"The medium is {medium!r}; allowed: {listed(MEDIA)}.")


def _mail(agenda: Agenda, meso: Meso, claim: Claim) -> str:
    letter = offer_letter(agenda, meso, claim)
    packages = "\n".join(
        (f"{label}:\n" if label else "")
        + "".join(f"- {issue}: {option}\n" for issue, option in terms)
        for label, terms in letter.packages
    )
    return "\n".join([letter.opening, "", packages, *letter.closing])


def _speech(agenda: Agenda, meso: Meso, claim: Claim) -> str:
    if len(meso) == 1:
        return (
            "Here is a package that would work for us: "
            f"{_spoken(agenda, meso.packages[0][1], agenda.names)}. "
            "Does it work for you, and what would make it better?"
        )
    count = _NUMBERS[len(meso)]
    varying = agenda.varying([package for _, package in meso.packages])
    packages = " ".join(
        f"{label}: {_spoken(agenda, package, varying)}." for label, package in meso.in_shown_order()
    )
    return (
        f"I have {count} packages for you. {_claim(claim, len(meso))} {packages} "
        f"{_kept(agenda, meso)}Each stands as a whole. "
        "Which one works best for you, and what would make it better? If none does, tell me."
    )


def _claim(claim: Claim, n_packages: int) -> str:
    if claim != "equal":
        return _WORKABLE
    all_of_them = "Both" if n_packages == 2 else f"All {_NUMBERS[n_packages]}"
    return f"{all_of_them} work equally well for us."


def _kept(agenda: Agenda, meso: Meso) -> str:
    """The issues that are the same in all packages, said once."""
    packages = [package for _, package in meso.packages]
    varying = agenda.varying(packages)
    same = [name for name in agenda.names if name not in varying and name in packages[0]]
    if not same:
        return ""
    return f"The same in all: {_spoken(agenda, packages[0], same)}. "


def _terms(agenda: Agenda, package: Package) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, agenda.issue(name).format(package[name])) for name in agenda.names if name in package
    )


def _spoken(agenda: Agenda, package: Package, names: tuple[str, ...] | list[str]) -> str:
    return listed(
        (f"{name} {agenda.issue(name).format(package[name])}" for name in names if name in package),
        "and",
    )
