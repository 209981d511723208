"""The certainty words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.certainty import certainty

ORDER = ("unclear", "leaning", "likely", "very likely")
PACKAGE = Path(__file__).resolve().parent.parent / "meso_infer"
OWN_SCALE = re.compile(
    r"\b(leaning|probably|presumably|surely|certainly|almost certain|"
    r"(?<!how )(?<!as )(?<!less )(?<!more )(?<!most )(?<!equally )(?<!at least )likely)\b"
)
SAYERS = {
    "certainty.py": "the scale",
    "headline.py": "its words in sentences",
    "explanation/common_ground.py": "the same",
    "ui/shell.py": "tells what the words mean",
    "report/belief.py": "the same, on paper",
    "ui/setup/issues.py": "what people say of their own guess",
    "ui/setup/sources.py": "the same",
    "sheet/": "the same",
    "spreadsheet/": "the same",
    "elicitation/weights.py": "the same",
    "ui/live/drafts.py": "how sure they sounded, as logged",
    "ui/timeline/correction_forms.py": "the same",
    "events/responses.py": "the same",
}
"""Who writes a word of certainty, and why; everybody else asks `certainty`."""


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.0, "unclear"),
        (0.599, "unclear"),
        (0.6, "leaning"),
        (0.8, "likely"),
        (0.95, "very likely"),
        (1.0, "very likely"),
    ],
)
def test_bounds(probability, word):
    """Each word begins at its bound."""
    assert certainty(probability, 2) == word


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 5))
def test_words_rise_with_the_probability_and_are_capped(p, q, n):
    """More probable is never a weaker word; none says no evidence; one informative event at most leaning."""
    low, high = sorted((p, q))
    words = certainty(low, n), certainty(high, n)
    if n == 0:
        assert words == ("no evidence", "no evidence")
        return
    assert ORDER.index(words[0]) <= ORDER.index(words[1])
    if n == 1:
        assert words[1] in ORDER[:2]


def sentences(path: Path) -> Iterator[str]:
    """The texts in a module that are not its documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_no_module_has_a_scale_of_its_own():
    """Words for how sure something is are written in one place and asked for elsewhere."""
    strays = {
        f"{path.relative_to(PACKAGE)}: {text.strip()}"
        for path in PACKAGE.rglob("*.py")
        if not str(path.relative_to(PACKAGE)).startswith(tuple(SAYERS))
        for text in sentences(path)
        if OWN_SCALE.search(text)
    }
    assert not strays
