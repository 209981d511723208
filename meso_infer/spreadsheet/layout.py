"""How a workbook of issues is laid out: its sheets, their columns, and the words in them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import get_args

from meso_infer.issues import PEAK, DirectedIssue
from meso_infer.sheet.rows import Kind, Lean, leans
from meso_infer.spreadsheet.cells import Columns

ABOUT, ISSUES, VALUES, RULES, HOW_TO = "Negotiation", "Issues", "Values", "Rules", "Read me"
READ = (ISSUES, ABOUT, VALUES, RULES)

MOST_ISSUES, MOST_VALUES, MOST_RULES = 200, 1_500, 1_000

ISSUE_COLUMNS: Columns = MappingProxyType(
    {
        "Issue": ("issues", "name", "item", "term"),
        "Kind": ("type",),
        "Lowest": ("low", "min", "minimum", "from", "least"),
        "Highest": ("high", "max", "maximum", "to", "most"),
        "Step": ("steps", "increment", "steps of"),
        "Unit": ("units", "currency"),
        "Options": ("option", "choices", "levels"),
        "Better for us": ("we prefer", "our direction", "better", "direction"),
        "They probably want": ("they want", "they prefer", "their direction"),
        "Points": ("weight", "our points", "swing points"),
        "Curve": ("value curve", "shape"),
    }
)
VALUE_COLUMNS: Columns = MappingProxyType(
    {
        "Issue": ("issues", "name"),
        "Option": ("amount", "option or amount", "level"),
        "Points": ("value", "worth"),
    }
)
RULE_COLUMNS: Columns = MappingProxyType(
    {
        "If": ("if issue", "when"),
        "If it is": ("if how",),
        "If option": ("if amount", "if value"),
        "Then": ("then issue",),
        "Then it is": ("then how",),
        "Then option": ("then amount", "then value"),
    }
)
ABOUT_COLUMNS: Columns = MappingProxyType(
    {"What": ("field", "about"), "Entry": ("value", "answer", "text")}
)
ABOUT_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "Title": "title",
        "Counterpart": "counterpart",
        "Kind of counterpart": "segment",
        "Walk-away": "walk_away",
        "Target": "target",
    }
)

KIND_WORDS: Mapping[Kind, str] = MappingProxyType(
    {"numeric": "amount", "ordered": "ordered", "categorical": "unordered"}
)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        **{kind: kind for kind in get_args(Kind)},
        **{word: kind for kind, word in KIND_WORDS.items()},
        "an amount": "numeric",
        "number": "numeric",
        "options in an order": "ordered",
        "options without an order": "categorical",
    }
)
HOW_WORDS: Mapping[str, str] = MappingProxyType({"min": "at least", "max": "at most", "in": "is"})
HOWS: Mapping[str, str] = MappingProxyType(
    {
        **{word: how for how, word in HOW_WORDS.items()},
        **{how: how for how in HOW_WORDS},
        ">=": "min",
        "<=": "max",
        "=": "in",
        "is one of": "in",
    }
)
UP, DOWN = ("higher", "more", "up", "later", "last"), ("lower", "less", "down", "earlier", "first")
WAYS: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(UP, "up"), **dict.fromkeys(DOWN, "down")}
)
CURVES: Mapping[str, str] = MappingProxyType({"straight": "straight", "": "straight"})
BENT, PEAKED = "bent", "best at"

CHANCE = re.compile(r"(\w+) (\d+(?:\.\d+)?) ?%")


def lean_words(kind: type[DirectedIssue]) -> dict[str, Lean]:
    """What may be written of their direction, and what it stands for."""
    up, down = kind.direction_up, kind.direction_down
    words: dict[str, Lean] = {
        "opposed": "opposed",
        "the other way": "opposed",
        "don't know": "unknown",
        "unknown": "unknown",
        "in between": "between",
        "between": "between",
        up: "probably up",
        down: "probably down",
    }
    for lean in leans(kind):
        words.setdefault(lean.replace("up", up).replace("down", down), lean)
    return words


def chances_of(text: str, kind: type[DirectedIssue]) -> dict[str, float] | None:
    """Chances such as ``later 40%, earlier 40%, peak 20%``; None where the text is no such thing."""
    parts = [part.strip() for part in text.split(",")]
    found = [CHANCE.fullmatch(part) for part in parts]
    known = (kind.direction_up, kind.direction_down, PEAK)
    chances = {m[1]: float(m[2]) / 100 for m in found if m is not None and m[1] in known}
    return chances if len(chances) == len(parts) else None


def parts_of(text: str) -> list[str]:
    """The options in a cell: one a line where it has several lines, else with semicolons between them."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    parts = lines if len(lines) > 1 else text.split(";")
    return [part.strip() for part in parts if part.strip()]


def one_cell(options: Sequence[str]) -> str:
    """Options as one cell holds them, so that `parts_of` gives them back."""
    return ("\n" if any(";" in option for option in options) else "; ").join(options)
