"""The floor plan as data: what stands above what, and which column a module belongs to.

`LAYERS` is the one list of what stands above what. A new module of the package is added here (and
in docs/architecture.md) or `test_architecture` fails.
"""

from __future__ import annotations

LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "normal", "pareto", "quantiles"),
    ("findings", "quasi_random", "strict_json", "adaptive"),
    ("issues", "adjusted_winner", "balanced_increments"),
    ("packages",),
    (
        "utility",
        "evidence",
        "certainty",
        "comparison",
        "wording",
        "array_rounds",
        "game_terms",
        "points",
    ),
    (
        "elicitation",
        "frontier",
        "identification",
        "taste",
        "learnt_prior",
        "target_path",
        "rounds",
        "improving",
    ),
    ("incoming",),
    ("negotiation", "prior", "outcome_measures"),
    ("events", "levels"),
    ("storage", "draws", "smc"),
    ("documents", "likelihoods", "diagnostics", "links"),
    ("counterpart", "templates", "shared_copy", "sheet", "mediation"),
    ("posterior", "importance", "fitting", "spreadsheet", "single_text"),
    ("inference", "headline", "draw_tables", "halves", "knapsack"),
    ("many", "updating"),
    ("axes", "wanted"),
    ("solving",),
    ("favourites",),
    ("candidates", "information", "explanation", "sensitivity", "pooling", "common_ground"),
    ("shortlist", "exposure", "checks", "reach", "patience", "give_and_take"),
    ("sweep", "proposal_settings"),
    ("rationale", "design", "plan_game", "deal_space"),
    ("selection", "concession", "joint_gains", "received", "anchoring"),
    ("settlement", "deal_measures", "even_steps", "claim_trial"),
    ("proposal", "prior_in_use", "questions", "assumptions"),
    ("workflow", "estimator"),
    (
        "simulate",
        "example",
        "copying",
        "plain_text",
        "history",
        "portfolio",
        "guesses",
        "evaluation",
    ),
    (
        "reasons",
        "claims",
        "debriefing",
        "deal_sentences",
        "what_if",
        "segments",
        "planning",
        "play",
    ),
    ("side_by_side", "offer_outcomes", "who_moved"),
    ("lessons",),
    ("redaction", "upkeep"),
    ("system_report",),
    ("upkeep_commands",),
    ("charts",),
    ("course",),
    ("report", "static_files"),
    ("ui",),
    ("serve", "cli_copies"),
    ("cli",),
    ("__main__",),
    ("app", "pages"),
)
"""From the ground up; a module imports from lower layers only. `app` and `pages` stand beside the
package, everything else is a module or a folder of it. Names of modules still to come may stand
here."""

HAPPENED = frozenset(
    "learnt_prior rounds improving incoming negotiation events storage documents templates shared_copy sheet "
    "spreadsheet links mediation single_text game_terms".split()
)
BELIEVED = frozenset(
    "draw_tables halves knapsack axes wanted solving favourites sweep proposal_settings "
    "taste prior levels draws smc likelihoods diagnostics counterpart posterior fitting inference updating candidates "
    "information shortlist exposure checks rationale design selection proposal headline explanation "
    "sensitivity pooling array_rounds estimator adaptive importance many pareto quantiles common_ground identification "
    "assumptions reach patience target_path give_and_take plan_game concession questions deal_space "
    "joint_gains received claim_trial settlement deal_measures even_steps".split()
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
