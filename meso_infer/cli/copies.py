"""The commands that write a negotiation out: the document as it is, and reports for every reader."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from meso_infer import workflow
from meso_infer.cli.options import database, new_file
from meso_infer.cli.upkeep import existing_store
from meso_infer.documents import dump_document, read_document
from meso_infer.errors import InvalidDocument, InvalidSettings, counted
from meso_infer.negotiation import Negotiation
from meso_infer.report import (
    FORMATS,
    PAPERS,
    READERS,
    SECTIONS,
    file_name,
    make_report,
    write_report,
)
from meso_infer.shared_copy import shared_view
from meso_infer.strict_json import MOST_BYTES


@click.command()
@click.argument("negotiation_id", metavar="ID")
@database
@click.option("--output", metavar="PATH", help="Write to a new file instead of standard output.")
@click.option("--shared", is_flag=True, help="A copy safe for the counterpart.")
@click.option("--mediator", is_flag=True, help="A copy for a mediator.")
def export(
    negotiation_id: str, database: str | None, output: str | None, shared: bool, mediator: bool
) -> None:
    """Write a negotiation as a document.

    It holds everything, ours included, unless a copy for others is asked for. For other forms and for
    sections of it, see: report.
    """
    if shared and mediator:
        raise InvalidSettings(
            "A copy has one reader: give --shared or --mediator, not both. Nothing was written."
        )
    path = None if output is None else new_file(output)
    told = _stored(negotiation_id, database)
    if shared or mediator:
        told = shared_view(told, "shared" if shared else "mediator")
    text = dump_document(told)
    if path is None:
        click.echo(text, nl=False)
        return
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    click.echo(f"Wrote {path}: {counted(told.sequence, 'event')}.")


@click.command()
@click.argument("negotiation", metavar="ID")
@database
@click.option(
    "--file", "is_file", is_flag=True, help="ID is a document's file; - for standard input."
)
@click.option(
    "--copy",
    type=click.Choice(list(READERS)),
    default="shared",
    show_default=True,
    help="For us, for a mediator, or safe to share.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    default="html",
    show_default=True,
    help="What to write.",
)
@click.option(
    "--section",
    "sections",
    multiple=True,
    type=click.Choice(list(SECTIONS)),
    help="Only this section; may be given again.",
)
@click.option("--allow-own", is_flag=True, help="Let a mediator see our priorities and limits.")
@click.option(
    "--paper",
    type=click.Choice(list(PAPERS)),
    default="A4",
    show_default=True,
    help="Of what is to be printed.",
)
@click.option(
    "--output", metavar="PATH", help="The new file; named for the negotiation if left out."
)
def report(
    negotiation: str,
    database: str | None,
    is_file: bool,
    copy: Any,
    form: str,
    sections: tuple[str, ...],
    allow_own: bool,
    paper: Any,
    output: str | None,
) -> None:
    """Write a report, a letter or data.

    For us, for a mediator or to share; to read, to print or to work with. What a copy may not hold is
    filtered before anything is written.
    """
    if allow_own and copy != "mediator":
        raise InvalidSettings(
            "--allow-own goes with --copy mediator: a copy that is safe to share never tells our "
            "priorities and limits, and ours always does. Nothing was written."
        )
    name = Path(negotiation).stem if is_file else negotiation
    path = new_file(output or file_name(name, copy, form))
    found = read_document(source(negotiation)) if is_file else _stored(negotiation, database)
    made = make_report(
        found,
        copy,
        made_at=datetime.now(UTC),
        sections=sections or None,
        allowed=allow_own,
        paper=paper,
    )
    content = write_report(made, form)
    with path.open("xb") as file:
        file.write(content)
    click.echo(f"Wrote {path}: {READERS[made.copy].name.lower()}, {len(content):,} bytes.")


def source(file: str) -> Path | bytes:
    """A file that a command was given, or everything on standard input."""
    if file != "-":
        return Path(file)
    if sys.stdin is None:
        raise InvalidDocument("Standard input is closed; name a file.")
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def _stored(negotiation_id: str, url: str | None) -> Negotiation:
    with existing_store(url) as store:
        return workflow.load(store, negotiation_id)
