"""What may be true of a counterpart before any answer: every unknown, as functions of normals."""

from meso_infer.prior.unknowns import (
    MODEL_VERSION,
    Layout,
    ModelSettings,
)

__all__ = [
    "MODEL_VERSION",
    "Layout",
    "ModelSettings",
]
