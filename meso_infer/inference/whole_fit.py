"""Evidence and a prior in, a posterior over the counterpart's utility out.

The same evidence under the same settings gives the same numbers, bit for bit, on one machine class
and one set of pinned versions: the seed is a hash of what was assumed and seen, never an id or a time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from meso_infer.diagnostics import Diagnostics, information_bits
from meso_infer.evidence import Evidence
from meso_infer.inference.counterpart import (
    CounterpartModel,
    checked_weights,
    implied_weights,
    knows_order,
)
from meso_infer.inference.fitting import checked_fit
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.prior import MODEL_VERSION, Layout, ModelSettings
from meso_infer.utility import AdditiveUtility


def infer(
    agenda: Agenda,
    evidence: Sequence[Evidence],
    *,
    settings: ModelSettings | None = None,
    own: AdditiveUtility | None = None,
    weights: Sequence[float] | None = None,
    seed: int | None = None,
) -> Posterior:
    """Infer what the counterpart cares about.

    Parameters
    ----------
    agenda : Agenda
    evidence : sequence of Evidence
        In the order in which it came; the order changes nothing but the information of each event.
    settings : ModelSettings, optional
    own : AdditiveUtility, optional
        Our utility; counteroffers tend to leave us something.
    weights : sequence of float, optional
        Power of each piece's likelihood: 0 leaves it out, 2 counts it twice. When left
        out, what the settings imply: 1 each, less where evidence fades or counteroffers are many.
    seed : int, optional
        Overrides the seed that the evidence implies.

    Returns
    -------
    Posterior
        With ``settings.n_draws`` equally weighted draws; twice as many when a check asked for them. Its
        diagnostics say which method was used and whether the result is to be trusted.

    Raises
    ------
    InvalidSettings
        When the agenda has more latent quantities than the sampler's sequence has dimensions, or a
        weight is missing, negative or not finite.
    InferenceFailed
        When a likelihood is not finite.
    """
    settings = settings or ModelSettings()
    powers = _powers(weights, evidence, settings)
    used_seed = fit_seed(agenda, evidence, settings, powers) if seed is None else seed
    layout = Layout(agenda, settings, knows_order(evidence, settings), own)
    start = layout.points(settings.n_draws)
    if not evidence:
        diagnostics = Diagnostics("prior", settings.n_draws, unique_ancestors=settings.n_draws)
        return Posterior(layout, start, diagnostics, (), used_seed)
    fitted = _fitted(agenda, evidence, settings, own, powers, used_seed)
    return replace(fitted, evidence_weights=powers)


def _fitted(
    agenda: Agenda,
    evidence: Sequence[Evidence],
    settings: ModelSettings,
    own: AdditiveUtility | None,
    powers: tuple[float, ...],
    seed: int,
) -> Posterior:
    """The posterior, fitted to the evidence in an order that does not hang on how it came."""
    tagged = [_tagged(e, powers, i) for i, e in enumerate(evidence)]
    order = sorted(range(len(evidence)), key=tagged.__getitem__)
    model = CounterpartModel(
        agenda,
        [evidence[i] for i in order],
        settings,
        own,
        [powers[i] for i in order],
        precision=np.float32,
    )
    return _concluded(model, [int(place) for place in np.argsort(order)], seed)


def _powers(
    weights: Sequence[float] | None, evidence: Sequence[Evidence], settings: ModelSettings
) -> tuple[float, ...]:
    """The weights that were given, or else implied, one for each piece of evidence."""
    if weights is None:
        return tuple(implied_weights(evidence, settings).tolist())
    return tuple(checked_weights(weights, len(evidence)).tolist())


def _tagged(evidence: Evidence, powers: tuple[float, ...], i: int) -> str:
    """The evidence and its weight as one text; a weight of 1 changes nothing."""
    text = canonical(evidence)
    return text if powers[i] == 1 else f"{text} * {powers[i]!r}"


def _concluded(model: CounterpartModel, came: list[int], seed: int) -> Posterior:
    """The posterior of a model; `came` is the order in which its evidence came."""
    settings = model.layout.settings
    result, diagnostics = checked_fit(model, settings.n_draws, seed)
    start = model.layout.points(settings.n_draws)
    left_out, talk = model.looking_back(result.z)
    left_out = left_out[came]
    bits = information_bits(model.log_increments(start, came)[came], left_out)
    return Posterior(
        model.layout,
        result.z.astype(np.float64),
        diagnostics,
        bits,
        seed,
        talk_probabilities=tuple(talk.mean(axis=1).tolist()),
        left_out=left_out,
    )


def fit_seed(
    agenda: Agenda,
    evidence: Sequence[Evidence],
    settings: ModelSettings,
    powers: tuple[float, ...] | None = None,
) -> int:
    """The seed that model version, settings, issues and evidence, with its powers, imply; 64 bits."""
    issues = [issue.model_dump(mode="json") for issue in agenda.issues]
    powers = powers or (1.0,) * len(evidence)
    seen = sorted(_tagged(e, powers, i) for i, e in enumerate(evidence))
    parts = [MODEL_VERSION, asdict(settings), issues, seen]
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def canonical(evidence: Evidence) -> str:
    """One text for the same evidence, whatever order its packages were built in."""

    def plain(value: Any) -> Any:
        if isinstance(value, Package):
            return sorted(value.items())
        return [plain(v) for v in value] if isinstance(value, tuple) else value

    return json.dumps(
        [evidence.kind, {k: plain(v) for k, v in vars(evidence).items()}], sort_keys=True
    )
