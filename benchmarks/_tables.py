"""Plain tables for a terminal, with the command that made them and the class of the machine."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Sequence


def machine() -> str:
    """What class of machine this is and how busy; never which one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    busy = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{cores} cores, {platform.machine()}, Python {platform.python_version()}{busy}"


def command() -> str:
    """The command that is running, as it would be typed."""
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    name = f"-m {spec.name}" if spec else os.path.basename(sys.argv[0])
    return " ".join(["python", name, *sys.argv[1:]])


def print_heading(title: str) -> None:
    """A title, the command and the machine's class."""
    print(f"{title}\n  command: {command()}\n  machine: {machine()}\n", flush=True)


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows under a head, columns padded to one width; the first column left, the others right."""
    table = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[c]) for row in table) for c in range(len(head))]
    for r, row in enumerate(table):
        cells = [
            cell.ljust(width) if c == 0 else cell.rjust(width)
            for c, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  " + "  ".join(cells).rstrip())
        if r == 0:
            print("  " + "  ".join("-" * width for width in widths))
    print(flush=True)
