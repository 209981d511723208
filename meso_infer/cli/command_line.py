"""The command line: the same use cases as the dashboard, on files and on the database.

Every command reads its arguments, makes one or two calls and prints. Bad input ends with exit code 2
and one line on standard error.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from meso_infer import workflow
from meso_infer.cli.copies import export, report, source
from meso_infer.cli.estimates import COMMANDS as ESTIMATES
from meso_infer.cli.options import WholeNumber, as_json, database, document, print_json
from meso_infer.cli.plain_text import stored
from meso_infer.cli.upkeep import COMMANDS as UPKEEP
from meso_infer.cli.upkeep import existing_store, store_to_fill
from meso_infer.documents import check_document, json_schema, one_line, read_document
from meso_infer.errors import InvalidDocument, MesoError, counted
from meso_infer.upkeep.database import titles_now
from meso_infer.version import VERSION

BAD_INPUT = 2
STANDARD_OUTPUT = 1


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION)
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
def validate(file: str, as_json: bool) -> None:
    """Check a document, and say what is wrong where."""
    reading = check_document(source(file))
    if reading.negotiation is None:
        if as_json:
            print_json({"valid": False, "problems": list(reading.problems)})
        raise InvalidDocument(one_line(reading.problems))
    n_events = reading.negotiation.sequence
    if as_json:
        print_json({"valid": True, "problems": [], "events": n_events})
    else:
        n_issues = reading.negotiation.agenda.n_issues
        found = f"{counted(n_issues, 'issue')}, {counted(n_events, 'event')}"
        click.echo(f"{file} is sound: {found}.")


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
            print_json({"id": chosen, "events": negotiation.sequence})
        else:
            click.echo(f"Imported as {chosen}: {counted(negotiation.sequence, 'event')}.")
            if made is not None:
                click.echo(f"Made a new database at {made}.")


@commands.command(name="list")
@database
@as_json
def list_(database: str | None, as_json: bool) -> None:
    """List the negotiations in the database."""
    with existing_store(database) as store:
        found = store.list()
        titles = titles_now(store, found)
    if as_json:
        print_json(
            {
                "negotiations": [
                    {
                        "id": one.negotiation_id,
                        "title": titles[one.negotiation_id],
                        "events": one.sequence,
                        "updated_at": one.updated_at.isoformat(),
                    }
                    for one in found
                ]
            }
        )
    else:
        click.echo(stored(found, titles))


@commands.command()
@click.option(
    "--address", metavar="HOST", default="127.0.0.1", show_default=True, help="Where to listen."
)
@click.option(
    "--port",
    type=WholeNumber(1, 65535),
    metavar="N",
    default=8501,
    show_default=True,
    help="The number behind the colon of its address.",
)
@click.option(
    "--parties-only",
    is_flag=True,
    help="Show nothing but what parties see by their links; others may then reach it without sign-in.",
)
def serve(address: str, port: int, parties_only: bool) -> None:
    """Serve the dashboard, compressed, until interrupted.

    Without sign-in it answers to the names 127.0.0.1 and localhost; under another one its page stays
    empty. Behind a proxy, add the name that it serves to allowedHosts in .streamlit/config.toml.
    """
    # Streamlit takes half a second to import; no other command needs it.
    from meso_infer.serve import check_free, check_private, serve

    if not parties_only:
        check_private(address)
    check_free(address, port)
    what = "What parties see by their links" if parties_only else "The dashboard"
    click.echo(f"{what} is at http://{address}:{port} (Ctrl+C stops it).")
    serve(address, port, parties_only=parties_only)


@commands.command(hidden=True)
def schema() -> None:
    """Print the JSON Schema of the document."""
    print_json(json_schema())


for command in (*ESTIMATES, *UPKEEP, export, report):
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
        return _refused(_in_words(error))
    except (click.Abort, KeyboardInterrupt):
        return 130
    except MesoError as error:
        return _refused(str(error))
    except BrokenPipeError:
        # The reader, such as head, has seen enough; Python must not complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), STANDARD_OUTPUT)
        return 1
    except OSError as error:
        what = error.filename or "A file"
        return _refused(f"{what} cannot be read or written ({error.strerror or error}).")
    return result if isinstance(result, int) else 0


def _in_words(error: click.ClickException) -> str:
    """What is wrong with how a command was called, and where all that it takes is told."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if isinstance(error, click.MissingParameter) and context is not None:
        usage = " ".join(context.command.collect_usage_pieces(context))
        return f"{message} Say: {context.command_path} {usage}"
    if context is not None:
        return f"{message.rstrip('.')}. All that it takes: {context.command_path} --help"
    return message


def _refused(message: str) -> int:
    click.echo(" ".join(message.split()), err=True)
    return BAD_INPUT
