"""Writing to a case: who may read each entry, and what the protocols tell once all have done their part.

This is the one module that reads whole cases. What it computes from the vaults leaves it only as the
entries that `releases` declares.
"""

from __future__ import annotations

from meso_infer.errors import CaseRefused
from meso_infer.mediation.case import MOST_SUGGESTED, CaseLog, TryState
from meso_infer.mediation.combined import overlaps, suggest
from meso_infer.mediation.entries import (
    NEUTRAL,
    AllowedItem,
    AllSaidYes,
    Answered,
    Entry,
    HandedIn,
    Method,
    MidpointTold,
    OverlapTold,
    PackageSuggested,
    VaultAllowed,
    VaultChanged,
)
from meso_infer.mediation.reading import DESK
from meso_infer.mediation.vaults import Vault, allowed_items
from meso_infer.mediation.writing import AddressedTo

Addressed = AddressedTo[Entry]


def to_everyone(log: CaseLog, entry: Entry, sender: str = DESK) -> Addressed:
    """An entry for all parties and the neutral."""
    return Addressed(entry, sender, (*log.header.ids, NEUTRAL))


def vault_entries(log: CaseLog, party: str, vault: Vault) -> tuple[Addressed, Addressed]:
    """A vault for its owner, and for the neutral what the owner allows.

    Raises
    ------
    InvalidUtility
        When the vault does not fit the agenda.
    """
    agenda = log.agenda
    vault.utility(agenda)
    items = tuple(
        AllowedItem(
            item=one.item, is_limit=one.is_limit, permission=one.permission, words=one.words
        )
        for one in allowed_items(agenda, vault)
    )
    return (
        Addressed(VaultChanged(vault=vault), party, (party,)),
        Addressed(VaultAllowed(party=party, items=items), party, (NEUTRAL,)),
    )


def outcome_of_try(log: CaseLog, state: TryState, last: HandedIn, sender: str) -> Addressed | None:
    """What is told once everybody who takes part has handed in; None before."""
    handed_in = {**state.handed_in, sender: last}
    if set(handed_in) != set(log.takes_part(state.opened)):
        return None
    opened = state.opened
    if opened.about == "overlap":
        vaults = all_vaults(log)
        agenda = log.agenda
        answer = overlaps(
            agenda, [one.utility(agenda) for one in vaults], [one.limit for one in vaults]
        )
        return to_everyone(log, OverlapTold(number=opened.number, overlap=answer))
    least, most = (
        handed_in[party or ""].amount for party in (opened.wants_higher, opened.wants_lower)
    )
    amount = None if least is None or most is None else midpoint(least, most)
    told = MidpointTold(number=opened.number, issue=opened.issue or "", amount=amount)
    return Addressed(told, DESK, (*log.takes_part(opened), NEUTRAL))


def midpoint(least: float, most: float) -> float | None:
    """Half-way between what one side takes at least and the other gives at most; None if they miss.

    The rule of the sealed double auction with an even split (Chatterjee and Samuelson 1983).
    """
    return (least + most) / 2 if most >= least else None


def all_vaults(log: CaseLog) -> tuple[Vault, ...]:
    """The vaults of all parties, in order; raises CaseRefused while one is empty."""
    found = [log.vault(party) for party in log.header.ids]
    empty = [p for p, vault in zip(log.header.ids, found, strict=True) if vault is None]
    if empty:
        raise CaseRefused(
            f"The vault of {log.names(tuple(empty))} is still empty. Ask them to fill it in by their link."
        )
    return tuple(vault for vault in found if vault is not None)


def suggestion_entry(log: CaseLog, method: Method) -> Addressed:
    """A package computed from all vaults, other than those suggested before.

    The vaults are those that the first suggestion was computed from, until all agree to count them anew:
    who could change its own between two suggestions could search out what the others need. Nor are many
    suggested by one count, since the order in which packages follow each other tells of the sides, too.

    Raises
    ------
    CaseRefused
        While a vault is empty, when no package is left, or once `MOST_SUGGESTED` were suggested and not
        all have agreed to count the sides anew.
    """
    if not log.suggestions_left:
        raise CaseRefused(
            f"{MOST_SUGGESTED} packages were suggested, and more could search out a limit: "
            f"{log.names(log.not_agreed('suggestions'))} would first have to agree to count the sides "
            "anew."
        )
    count = log.count_of_sides
    if not log.not_agreed("suggestions"):
        count += 1
    vaults = all_vaults(log.when_counted(count))
    agenda = log.agenda
    before = log.suggestions()
    found = suggest(
        agenda,
        [one.utility(agenda) for one in vaults],
        [one.limit for one in vaults],
        method=method,
        without=[one.package for one in before],
    )
    label = f"S{len(before) + 1}"
    return to_everyone(
        log,
        PackageSuggested(
            label=label,
            method=method,
            package=dict(found.package),
            is_exact=found.is_exact,
            count=count,
        ),
    )


def answer_entries(log: CaseLog, party: str, answer: Answered) -> tuple[Addressed, ...]:
    """A secret answer; with it, for everyone, that all said yes, if now all have."""
    secret = Addressed(answer, party, (party,))
    answers = {**log.suggestion(answer.label).answers, party: answer.yes}
    if all(answers.get(one, False) for one in log.header.ids):
        return secret, to_everyone(log, AllSaidYes(label=answer.label))
    return (secret,)
