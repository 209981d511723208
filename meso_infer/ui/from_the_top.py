"""A step that takes the place of another on the same page begins at its top.

A browser keeps how far a page is scrolled while its content changes. What stood at the foot of one step
is then somewhere in the middle of the next, or, where a taller step grows above it, at its very end.
"""

from __future__ import annotations

from streamlit.components.v2 import component

SCROLL_UP = """
let shown = null;
export default function ({ data }) {
  if (shown !== null && shown !== data.place) {
    document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
  }
  shown = data.place;
}
"""


def begin_at_top(place: str, key: str) -> None:
    """Have the browser show the top of the page when another place is drawn than the last time.

    Parameters
    ----------
    place : str
        What is drawn, such as the name of a step.
    key : str
        Names the component on its page.
    """
    scroller = component("from_the_top", js=SCROLL_UP)
    scroller(data={"place": place}, key=key, width="content", height="content")
