"""The command line: the same use cases as the dashboard, on files and on the database.

Every command reads its arguments, makes one or two calls and prints. Bad input ends with exit code 2
and one line on standard error.
"""

from __future__ import annotations

import io
import json
import math
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click
import numpy as np

from meso_infer import workflow
from meso_infer.cli.copies import export, report, source
from meso_infer.cli.plain_text import estimate, stored, suggestion, trial, utilities
from meso_infer.cli.upkeep import COMMANDS, database, existing_store, store_to_fill
from meso_infer.documents import (
    check_document,
    dump_document,
    json_schema,
    one_line,
    read_document,
    read_packages,
)
from meso_infer.errors import InvalidDocument, MesoError
from meso_infer.events import IssuePushed, PackagePicked, extended
from meso_infer.headline import direction_sentences, headline, issue_sentences
from meso_infer.negotiation import Negotiation
from meso_infer.posterior import Posterior
from meso_infer.templates import load_sample

BAD_INPUT = 2
STANDARD_OUTPUT = 1
MODES = ("balanced", "learn-most", "reveal-least")

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
as_of = click.option(
    "--as-of", type=click.IntRange(min=0), metavar="N", help="Use the first N events only."
)
seed = click.option(
    "--seed", type=click.IntRange(min=0), metavar="S", help="Seed of the random numbers."
)
document = click.argument("file", metavar="FILE")


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="meso-infer")
@click.pass_context
def commands(context: click.Context) -> None:
    """Infer what a counterpart cares about, and propose the next equal packages.

    FILE is a portable JSON document of one negotiation; - reads it from standard input.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@commands.command()
@document
@as_json
@as_of
@seed
def infer(file: str, as_json: bool, as_of: int | None, seed: int | None) -> None:
    """Estimate what matters to the counterpart."""
    negotiation = read_document(source(file), as_of)
    posterior = workflow.infer(negotiation, seed=seed)
    if as_json:
        _print_json(workflow.infer_report(negotiation, posterior))
    else:
        click.echo(_estimate(negotiation, posterior))


@commands.command()
@document
@as_json
@as_of
@seed
@click.option("--packages", "n_packages", type=int, default=3, help="How many to suggest.")
@click.option("--target", type=float, metavar="U", help="Own utility to aim at, 0 to 1.")
@click.option("--tolerance", type=float, default=0.01, help="Largest spread called equal.")
@click.option("--mode", type=click.Choice(MODES), default="balanced", help="What to favour.")
@click.option("--hold", multiple=True, metavar="ISSUE", help="Keep this issue the same in all.")
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
        _print_json(proposal.to_dict())
    else:
        click.echo(suggestion(negotiation, proposal))


@commands.command()
@document
@click.argument("packages", metavar="PACKAGES.json")
@as_json
@as_of
@seed
def utility(file: str, packages: str, as_json: bool, as_of: int | None, seed: int | None) -> None:
    """What packages are worth to the counterpart, with an interval, and to us.

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
        _print_json({"counterpart_value": counterpart_value, "own_utility": ours})
    else:
        click.echo(utilities(theirs, ours, list(given)))


@commands.command()
@document
@as_json
def validate(file: str, as_json: bool) -> None:
    """Say whether a document is sound, and what is wrong where."""
    reading = check_document(source(file))
    if reading.negotiation is None:
        if as_json:
            _print_json({"valid": False, "problems": list(reading.problems)})
        raise InvalidDocument(one_line(reading.problems))
    n_events = reading.negotiation.sequence
    if as_json:
        _print_json({"valid": True, "problems": [], "events": n_events})
    else:
        n_issues = reading.negotiation.agenda.n_issues
        click.echo(f"{file} is sound: {n_issues} issues, {n_events} events.")


@commands.command(name="import")
@document
@database
@as_json
@click.option("--id", "negotiation_id", metavar="ID", help="Its name; from the title if not given.")
def import_(file: str, database: str | None, as_json: bool, negotiation_id: str | None) -> None:
    """Put a document into the database: all of it, or nothing."""
    given = source(file)
    negotiation = read_document(given)
    opened, made = store_to_fill(database)
    with opened as store:
        chosen = workflow.import_document(
            store, given, now=datetime.now(UTC), negotiation_id=negotiation_id
        )
        if as_json:
            _print_json({"id": chosen, "events": negotiation.sequence})
        else:
            click.echo(f"Imported as {chosen}: {negotiation.sequence} events.")
            if made is not None:
                click.echo(f"Made a new database at {made}.")


@commands.command(name="list")
@database
@as_json
def list_(database: str | None, as_json: bool) -> None:
    """List the negotiations in the database."""
    with existing_store(database) as store:
        found = store.list()
    if as_json:
        _print_json(
            {
                "negotiations": [
                    {
                        "id": one.negotiation_id,
                        "title": one.header.get("title"),
                        "events": one.sequence,
                        "updated_at": one.updated_at.isoformat(),
                    }
                    for one in found
                ]
            }
        )
    else:
        click.echo(stored(found))


@commands.command()
@as_json
@seed
def demo(as_json: bool, seed: int | None) -> None:
    """Play the round of the hiring example: three packages, "B, but more pay", the next three."""
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
        _print_json(
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


@commands.command()
@document
@as_json
@click.option("--rounds", type=click.IntRange(1, 50), default=3, help="How many rounds to play.")
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Which counterpart to draw.")
def simulate(file: str, as_json: bool, rounds: int, seed: int) -> None:
    """Play rounds against a synthetic counterpart with known priorities."""
    # Only this command plays, and the module draws in more of the model than reading does.
    from meso_infer.simulate import draw_counterpart, play

    header = read_document(source(file)).header
    rng = np.random.default_rng(seed)
    counterpart = draw_counterpart(header.agenda, rng)
    played = play(header, counterpart, rng, n_rounds=rounds)
    posterior = workflow.infer(played)
    if as_json:
        _print_json(
            {
                "true_weights": counterpart.weights,
                "estimate": workflow.infer_report(played, posterior),
                "document": json.loads(dump_document(played)),
            }
        )
    else:
        click.echo(trial(played, posterior, counterpart.weights))


@commands.command()
@click.option("--address", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
def serve(address: str, port: int) -> None:
    """Serve the dashboard, compressed, until interrupted."""
    # Streamlit takes half a second to import; no other command needs it.
    from meso_infer.serve import check_free, check_private, serve

    check_private(address)
    check_free(address, port)
    click.echo(f"The dashboard is at http://{address}:{port} (Ctrl+C stops it).")
    serve(address, port)


@commands.command(hidden=True)
def schema() -> None:
    """Print the JSON Schema of the document."""
    _print_json(json_schema())


for command in (*COMMANDS, export, report):
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it worked, 2 with one line on standard error when the input was bad."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a letter shows a mark in its place, not a traceback.
        sys.stdout.reconfigure(errors="replace")
    try:
        result = commands.main(args=arguments, prog_name="meso-infer", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.ClickException as error:
        return _refused(error.format_message())
    except (click.Abort, KeyboardInterrupt):
        return 130
    except MesoError as error:
        return _refused(str(error))
    except BrokenPipeError:
        # The reader, such as head, has seen enough; Python must not complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), STANDARD_OUTPUT)
        return 1
    except OSError as error:
        return _refused(f"{error.filename or 'The file'}: {error.strerror or error}.")
    return result if isinstance(result, int) else 0


def _refused(message: str) -> int:
    click.echo(" ".join(message.split()), err=True)
    return BAD_INPUT


def _estimate(negotiation: Negotiation, posterior: Posterior) -> str:
    sentences = [headline(posterior)]
    sentences += [sentence.text for sentence in issue_sentences(posterior)]
    sentences += direction_sentences(posterior)
    chances = workflow.next_pick(negotiation, posterior)
    return estimate(negotiation, posterior, sentences, chances)


def _print_json(data: Mapping[str, Any]) -> None:
    click.echo(json.dumps(_plain(data), allow_nan=False))


def _plain(value: Any) -> Any:
    """The same data in types that JSON has; what is not a finite number becomes null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
