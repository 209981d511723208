"""The family of issue types: numeric, ordered, categorical.

A new type is one file here and its line in `AnyIssue`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from meso_infer.issues.base import (
    OPPOSED_PROBABILITY,
    PEAK,
    DirectedIssue,
    Issue,
    Option,
    look,
    plain_name,
    what_is_wrong,
)
from meso_infer.issues.categorical import CategoricalIssue
from meso_infer.issues.numeric import LARGEST_AMOUNT, NumericIssue, whole
from meso_infer.issues.ordered import OrderedIssue

AnyIssue = Annotated[NumericIssue | OrderedIssue | CategoricalIssue, Field(discriminator="kind")]

__all__ = [
    "LARGEST_AMOUNT",
    "OPPOSED_PROBABILITY",
    "PEAK",
    "AnyIssue",
    "CategoricalIssue",
    "DirectedIssue",
    "Issue",
    "NumericIssue",
    "Option",
    "OrderedIssue",
    "look",
    "plain_name",
    "what_is_wrong",
    "whole",
]
