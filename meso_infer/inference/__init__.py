"""From evidence and a prior to a posterior: one fit, many fits at once, one more event."""

from meso_infer.inference.whole_fit import (
    fit_seed,
    infer,
)

__all__ = [
    "fit_seed",
    "infer",
]
