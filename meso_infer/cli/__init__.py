"""The command line."""

from meso_infer.cli.command_line import (
    commands,
    main,
)

__all__ = [
    "commands",
    "main",
]
