"""The commands that estimate, propose and play."""

from __future__ import annotations

import json
from typing import Any

import click
import numpy as np

from meso_infer import workflow
from meso_infer.cli.copies import source
from meso_infer.cli.options import (
    Amount,
    WholeNumber,
    as_json,
    as_of,
    document,
    print_json,
    seed,
)
from meso_infer.cli.plain_text import estimate, suggestion, trial, utilities
from meso_infer.documents import dump_document, read_document, read_packages
from meso_infer.events import IssuePushed, PackagePicked, extended
from meso_infer.headline import direction_sentences, headline, issue_sentences
from meso_infer.negotiation import Negotiation
from meso_infer.posterior import Posterior
from meso_infer.templates import load_sample

MODES = ("balanced", "learn-most", "reveal-least")


@click.command()
@document
@as_json
@as_of
@seed
def infer(file: str, as_json: bool, as_of: int | None, seed: int | None) -> None:
    """Estimate what matters to the counterpart."""
    negotiation = read_document(source(file), as_of)
    posterior = workflow.infer(negotiation, seed=seed)
    if as_json:
        print_json(workflow.infer_report(negotiation, posterior))
    else:
        click.echo(_estimate(negotiation, posterior))


@click.command()
@document
@as_json
@as_of
@seed
@click.option(
    "--packages",
    "n_packages",
    type=WholeNumber(1, 5),
    default=3,
    metavar="N",
    show_default=True,
    help="How many to suggest.",
)
@click.option(
    "--target",
    type=Amount(),
    metavar="U",
    help="Worth to us to aim at, 0 to 1; that of our last offer, or our target, if left out.",
)
@click.option(
    "--tolerance",
    type=Amount(),
    default=0.01,
    metavar="U",
    show_default=True,
    help="How far apart they may be and still count as equal, 0 to 1.",
)
@click.option(
    "--mode",
    type=click.Choice(MODES),
    default="balanced",
    show_default=True,
    help="What to favour.",
)
@click.option(
    "--hold",
    multiple=True,
    metavar="ISSUE",
    help="Keep this issue the same in all; may be given again.",
)
def propose(
    file: str,
    as_json: bool,
    as_of: int | None,
    seed: int | None,
    n_packages: int,
    target: float | None,
    tolerance: float,
    mode: Any,
    hold: tuple[str, ...],
) -> None:
    """Suggest the next packages, equal for us."""
    negotiation = read_document(source(file), as_of)
    proposal = workflow.propose(
        negotiation,
        workflow.infer(negotiation, seed=seed),
        n_packages=n_packages,
        target=target,
        tolerance=tolerance,
        mode=mode,
        held=hold,
        confirm_many=True,
        seed=seed,
    )
    if as_json:
        print_json(proposal.to_dict())
    else:
        click.echo(suggestion(negotiation, proposal))


@click.command()
@document
@click.argument("packages", metavar="PACKAGES.json")
@as_json
@as_of
@seed
def utility(file: str, packages: str, as_json: bool, as_of: int | None, seed: int | None) -> None:
    """Say what packages are worth to both.

    To the counterpart it is an estimate with its 90% interval.

    PACKAGES.json holds packages by label, or a list of packages.
    """
    negotiation = read_document(source(file), as_of)
    given = read_packages(source(packages), negotiation.agenda)
    posterior = workflow.infer(negotiation, seed=seed)
    draws = posterior.utility(list(given.values()))
    theirs = {label: posterior.summary(row) for label, row in zip(given, draws, strict=True)}
    own = negotiation.own
    ours = None if own is None else {label: own.utility(p) for label, p in given.items()}
    if as_json:
        counterpart_value = {label: vars(summary) for label, summary in theirs.items()}
        print_json({"counterpart_value": counterpart_value, "own_utility": ours})
    else:
        click.echo(utilities(theirs, ours, list(given)))


@click.command()
@as_json
@seed
def demo(as_json: bool, seed: int | None) -> None:
    """Play a round of the hiring example.

    Three packages, "B, but more pay", what that says, and the next three.
    """
    offered = load_sample("hiring")
    answered = extended(
        offered,
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
    )
    before = workflow.infer(offered, seed=seed)
    after = workflow.infer(answered, seed=seed)
    proposal = workflow.propose(answered, after, seed=seed)
    if as_json:
        print_json(
            {
                "before": workflow.infer_report(offered, before),
                "after": workflow.infer_report(answered, after),
                "proposal": proposal.to_dict(),
            }
        )
        return
    log = "\n".join(entry.event.describe(answered.agenda) for entry in answered.log)
    next_packages = suggestion(answered, proposal)
    click.echo(
        f"{log}\n\n{_estimate(answered, after)}\n\nThe next packages, equal for us:\n{next_packages}"
    )


@click.command()
@document
@as_json
@click.option(
    "--rounds",
    type=WholeNumber(1, 50),
    default=3,
    metavar="N",
    show_default=True,
    help="How many rounds to play, at most 50.",
)
@click.option(
    "--seed",
    type=WholeNumber(0),
    default=0,
    metavar="S",
    show_default=True,
    help="Which counterpart to draw.",
)
def simulate(file: str, as_json: bool, rounds: int, seed: int) -> None:
    """Play against a made-up counterpart.

    Its priorities are drawn by the seed; they stand beside the estimate at the end.
    """
    # Only this command plays, and the module draws in more of the model than reading does.
    from meso_infer.simulate import draw_counterpart, play

    header = read_document(source(file)).header
    rng = np.random.default_rng(seed)
    counterpart = draw_counterpart(header.agenda, rng)
    played = play(header, counterpart, rng, n_rounds=rounds)
    posterior = workflow.infer(played)
    if as_json:
        print_json(
            {
                "true_weights": counterpart.weights,
                "estimate": workflow.infer_report(played, posterior),
                "document": json.loads(dump_document(played)),
            }
        )
    else:
        click.echo(trial(played, posterior, counterpart.weights))


def _estimate(negotiation: Negotiation, posterior: Posterior) -> str:
    sentences = [headline(posterior)]
    sentences += [sentence.text for sentence in issue_sentences(posterior)]
    sentences += direction_sentences(posterior)
    last = negotiation.current_round
    is_waiting = last is not None and not last.answered
    chances = workflow.next_pick(negotiation, posterior) if is_waiting else {}
    return estimate(negotiation, posterior, sentences, chances)


COMMANDS = (infer, propose, utility, demo, simulate)
