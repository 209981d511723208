"""What commands have in common: options, numbers refused in words, new files, results as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import numpy as np

from meso_infer.errors import InvalidSettings


class WholeNumber(click.ParamType):
    """A whole number within limits, both allowed."""

    name = "number"

    def __init__(self, low: int, high: int | None = None) -> None:
        self.low, self.high = low, high

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:  # fmt: skip
        """The number, or one line that says which are allowed."""
        try:
            number = int(value)
        except ValueError:
            number = self.low - 1
        if number < self.low or (self.high is not None and number > self.high):
            upto = "or more" if self.high is None else f"to {self.high}"
            self.fail(f"{value!r}; give a whole number, {self.low} {upto}.", param, ctx)
        return number


class Amount(click.ParamType):
    """A number; what is allowed of it, the library says."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:  # fmt: skip
        """The number, or one line that says that it is none."""
        try:
            return float(value)
        except ValueError:
            self.fail(f"{value!r}; give a number such as 0.65.", param, ctx)


as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
as_of = click.option(
    "--as-of", type=WholeNumber(0), metavar="N", help="Use the first N events only."
)
seed = click.option(
    "--seed", type=WholeNumber(0), metavar="S", help="Seed of the random numbers; from the log if left out."
)  # fmt: skip
document = click.argument("file", metavar="FILE")
database = click.option(
    "--database", metavar="URL", help="The database; MESO_DATABASE_URL when left out."
)


def new_file(path: str | Path) -> Path:
    """The path of a file that can be made there; asked before any work is done for it.

    Raises
    ------
    InvalidSettings
        When something stands there already, or there is no such folder.
    """
    file = Path(path)
    if file.is_dir():
        raise InvalidSettings(f"{file} is a folder; name a file in it with --output.")
    if file.exists():
        raise InvalidSettings(
            f"{file} exists already and was left as it is. Name another file with --output."
        )
    if not file.absolute().parent.is_dir():
        raise InvalidSettings(
            f"There is no folder {file.parent} to write {file.name} into. Make it first, or name another "
            "place with --output."
        )
    return file


def print_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object, on one line."""
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
