"""What is typed counts before a key acts: a field gives up its text as soon as one of our keys is pressed.

Streamlit takes the text of a field when the field is left. A click elsewhere leaves it, a key does not, so
that Alt+Shift+L would log a round without the amount or the note that is still being typed.
"""

from __future__ import annotations

from streamlit.components.v2 import component

from meso_infer.ui.keys import on_touch

LEAVE_FIELDS = """
const KEYS = /^(Digit[0-5]|Key[LZKN])$/;
function leave(event) {
  const field = document.activeElement;
  const typing = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  if (event.altKey && event.shiftKey && KEYS.test(event.code) && typing) field.blur();
}
export default function () {
  document.addEventListener("keydown", leave, true);
  return () => document.removeEventListener("keydown", leave, true);
}
"""


def draw_listener() -> None:
    """Draw what listens for our keys, which nobody sees; nothing on a phone, which has no such keys."""
    if not on_touch():
        listener = component("leave_fields", js=LEAVE_FIELDS)
        listener(key="keys.leave_fields", width="content", height="content")
