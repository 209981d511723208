"""The one type of what is stored beside columns."""

from __future__ import annotations

from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
"""A JSON object: text keys; values are text, finite numbers, booleans, null, lists and objects."""
