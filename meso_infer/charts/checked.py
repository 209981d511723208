"""A figure as Plotly checked and wrote it, ready to be sent any number of times."""

from __future__ import annotations

from typing import Any

from plotly.basedatatypes import BaseFigure
from plotly.graph_objects import Figure


class CheckedFigure(BaseFigure):
    """What Plotly makes of a figure, without the objects that it makes it with.

    Plotly keeps an object for each property and copies and encodes every number whenever a figure is
    sent, which takes as long as a tenth of a page. Here that is done once.

    Parameters
    ----------
    figure : dict
        Of Plotly's schema; ValueError where it is not.
    """

    def __init__(self, figure: dict[str, Any]) -> None:
        # Not the base's: it would make all those objects again.
        self._written = Figure(figure).to_dict()

    def to_dict(self) -> dict[str, Any]:
        """The figure as it is sent; the same object every time."""
        return self._written

    def __repr__(self) -> str:
        return f"CheckedFigure({self._written!r})"
