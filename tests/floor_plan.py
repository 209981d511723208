"""The floor plan as data: what stands above what, and which column a module belongs to.

`LAYERS` is the one list of what stands above what. A new module of the package is added here (and
in docs/architecture.md) or `test_architecture` fails.
"""

from __future__ import annotations

LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "version"),
    ("findings", "strict_json", "sampling"),
    ("issues",),
    ("packages",),
    ("utility", "evidence", "certainty", "comparison", "wording", "array_rounds", "points"),
    ("elicitation", "frontier"),
    ("negotiation", "prior"),
    ("events", "diagnostics"),
    ("storage", "likelihoods"),
    ("documents", "links", "posterior"),
    ("templates", "shared_copy", "sheet", "mediation", "headline"),
    ("spreadsheet", "single_text", "inference"),
    ("candidates", "information", "explanation", "pooling"),
    ("exposure",),
    ("proposal", "deals"),
    ("concession", "received", "anchoring"),
    ("prior_in_use", "assumptions"),
    ("workflow", "estimator"),
    ("simulate", "example", "copying", "history", "evaluation"),
    ("reasons", "what_if", "planning", "play"),
    ("portfolio", "who_moved", "upkeep"),
    ("charts",),
    ("course",),
    ("report", "static_files"),
    ("ui",),
    ("serve",),
    ("cli",),
    ("__main__",),
    ("app", "pages"),
)
"""From the ground up; a module imports from lower layers only. `app` and `pages` stand beside the
package, everything else is a module or a folder of it. Names of modules still to come may stand
here."""

HAPPENED = frozenset(
    "negotiation events storage documents templates shared_copy sheet spreadsheet links mediation "
    "single_text".split()
)
BELIEVED = frozenset(
    "prior likelihoods posterior diagnostics inference explanation pooling array_rounds estimator "
    "candidates information exposure proposal headline assumptions concession deals received".split()
)
"""The two columns: what happened and what we believe. `evidence` is a noun that both may use."""

GROUND: dict[str, frozenset[str]] = {
    "issues": frozenset({"base"}),
    "events": frozenset({"base"}),
    "likelihoods": frozenset({"base", "pick", "counteroffer", "ties"}),
}
"""Families, folders of interchangeable things, and what all members of each may stand on. (The pick and
the counteroffer are ground because other answers, a ranking or an offer of theirs for two, are rows of them;
ties are what packages called equal are made of.)"""

GATHERERS: dict[str, frozenset[str]] = {"events": frozenset({"kinds", "codec", "replay"})}
"""Modules of a family, beside its front, that are about all members at once: they know them all."""
