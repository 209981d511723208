"""The commands that look after the database: backup, restore, delete, redact, diagnose."""

from __future__ import annotations

import json
import secrets
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from meso_infer.cli.options import database
from meso_infer.errors import DatabaseDamaged, InvalidSettings, StorageUnavailable, counted, listed
from meso_infer.storage import (
    DEFAULT_URL,
    EventStore,
    database_file,
    database_url,
    open_store,
)
from meso_infer.upkeep import delete_negotiation, restore, restore_damaged, write_backup
from meso_infer.upkeep.redaction import LEAST_SALT_BYTES, redact, texts_of
from meso_infer.upkeep.system_report import SystemReport, system_report
from meso_infer.workflow import load

REMAINS = (
    "Another program has the database open, so the bytes are still in its file: close that program and "
    "run diagnose --scrub."
)
OLDER_COPIES = "Backups and exports made earlier still hold it."


def existing_store(url: str | None) -> closing[EventStore]:
    """Open a database that is there; a mistyped path makes no new one (StorageUnavailable)."""
    return closing(open_store(url, create=False))


def store_to_fill(url: str | None) -> tuple[closing[EventStore], Path | None]:
    """Open a database, making its file where only that is missing; the file if it was made.

    Raises
    ------
    StorageUnavailable
        When the folder of a file that was named is not there: the path is mistyped.
    """
    address = database_url() if url is None else url
    file = database_file(address)
    if file is None or file.exists():
        return closing(open_store(address)), None
    if address != DEFAULT_URL and not file.parent.is_dir():
        raise StorageUnavailable(
            f"There is no folder {file.parent} for a database, and none was made. Check the path, or make "
            "the folder first."
        )
    return closing(open_store(address)), file


@click.command()
@click.argument("path", metavar="PATH")
@database
def backup(path: str, database: str | None) -> None:
    """Write the whole database to a new file.

    Others can go on working meanwhile.
    """
    with existing_store(database) as store:
        write_backup(store, now=datetime.now(UTC), path=Path(path))
    click.echo(f"Wrote {path}.")


@click.command(name="restore")
@click.argument("path", metavar="PATH")
@database
@click.option("--replace", is_flag=True, help="Put aside what the database holds now.")
def restore_(path: str, database: str | None, replace: bool) -> None:
    """Put a backup in place of what is stored.

    With --replace, what is there now is kept in a safety copy, also where it cannot be read any more.
    """
    now = datetime.now(UTC)
    try:
        with closing(open_store(database)) as store:
            if not replace:
                count, former = store.restore(path), None
            else:
                done = restore(store, Path(path), now=now)
                count, former = done.n_negotiations, done.former
    except DatabaseDamaged as error:
        if not replace:
            raise StorageUnavailable(
                f"{error} With --replace, the damaged file is put aside and the backup takes its place."
            ) from error
        url = database_url() if database is None else database
        done = restore_damaged(url, Path(path), now=now)
        count, former = done.n_negotiations, done.former
    click.echo(f"Restored {counted(count, 'negotiation')}.")
    if former is not None:
        click.echo(f"What was there before is in {former}.")


@click.command()
@click.argument("negotiation_id", metavar="ID")
@click.option("--name", metavar="TITLE", default="", help="Its title, typed to confirm.")
@database
def delete(negotiation_id: str, name: str, database: str | None) -> None:
    """Delete a whole negotiation for good.

    Its log, its drafts and its set-up go. Type its title to confirm: --name "Hiring".
    """
    with existing_store(database) as store:
        is_scrubbed = delete_negotiation(store, negotiation_id, typed=name)
    click.echo(f"Deleted {negotiation_id}. {OLDER_COPIES}")
    if not is_scrubbed:
        click.echo(REMAINS)


@click.command(name="redact")
@click.argument("negotiation_id", metavar="ID")
@click.argument("event_id", metavar="EVENT")
@click.option("--yes", is_flag=True, help="Do it; without it, only say what would go.")
@database
def redact_(negotiation_id: str, event_id: str, yes: bool, database: str | None) -> None:
    """Take a text out of the log for good.

    All free text of the event and of its corrections goes. The event stays; a digest of the text is
    kept, and the estimate does not change.
    """
    with existing_store(database) as store:
        negotiation = load(store, negotiation_id)
        texts = texts_of(negotiation, event_id)
        if not texts:
            raise InvalidSettings(
                f"{event_id} holds no free text, so there is nothing to take out."
            )
        where = listed((f"{one.field} of {one.event}" for one in texts), "and")
        if not yes:
            click.echo(f"This would take out {where}, for good. Nothing was changed; add --yes.")
            return
        done = redact(
            store,
            negotiation_id,
            event_id,
            expected_sequence=negotiation.sequence,
            salt=secrets.token_bytes(LEAST_SALT_BYTES),
            now=datetime.now(UTC),
        )
    click.echo(f"Took out {where}. {OLDER_COPIES}")
    if not done.is_scrubbed:
        click.echo(REMAINS)


@click.command()
@click.option("--scrub", is_flag=True, help="Rewrite the file without remains of deleted text.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@database
def diagnose(database: str | None, as_json: bool, scrub: bool) -> None:
    """Check what is stored, and say where it lies."""
    with existing_store(database) as store:
        if scrub and not store.scrub():
            raise StorageUnavailable(REMAINS)
        report = system_report(store)
    click.echo(json.dumps(_as_data(report)) if as_json else report.text())


def _as_data(report: SystemReport) -> dict[str, object]:
    return {
        "location": report.location,
        "bytes": report.n_bytes,
        "revision": report.revision,
        "versions": dict(report.versions),
        "negotiations": report.n_negotiations,
        "examples": report.n_examples,
        "events": report.n_events,
        "last_backup": None if report.last_backup is None else report.last_backup.isoformat(),
        "damage": list(report.damage),
        "unreadable": {one.negotiation_id: one.why for one in report.unreadable},
        "sound": report.is_sound,
    }


COMMANDS = (backup, restore_, delete, redact_, diagnose)
