"""The pages of the navigation as app.py lists them, so that a new page is tested without being named."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Listed:
    """One line of the navigation.

    Attributes
    ----------
    path : str
        The page's file, such as ``"pages/live.py"``.
    title, purpose : str
    address : str
        What follows the slash in the browser; empty for the page that opens first.
    """

    path: str
    title: str
    purpose: str
    address: str

    @property
    def name(self) -> str:
        """Name of the file, without its ending."""
        return Path(self.path).stem


@cache
def pages() -> tuple[Listed, ...]:
    """Every page of the navigation, in its order.

    The code is read, not run: running it would draw the dashboard.
    """
    return tuple(
        _listed(node)
        for node in ast.walk(ast.parse((ROOT / "app.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Entry"
    )


def _listed(call: ast.Call) -> Listed:
    path, title, _, purpose = (str(ast.literal_eval(argument)) for argument in call.args)
    named = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    return Listed(path, title, purpose, "" if named.get("default") else Path(path).stem)
