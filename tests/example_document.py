"""The example document of the contract, and noise to read in its place."""

from __future__ import annotations

import json
import random
from typing import Any

EXAMPLE: dict[str, Any] = json.loads("""
{"format": "meso-infer/1",
 "title": "Hiring", "counterpart": "Candidate", "segment": "engineering",
 "agenda": [
  {"name": "Salary", "kind": "numeric", "unit": "USD", "low": 90000, "high": 105000,
   "own_direction": "lower", "counterpart_direction": {"higher": 0.95}},
  {"name": "Remote", "kind": "numeric", "unit": "days", "low": 0, "high": 5, "step": 1,
   "own_direction": "lower"},
  {"name": "Contract", "kind": "ordered", "options": ["1 year", "2 years", "3 years"],
   "own_direction": "later",
   "counterpart_direction": {"later": 0.4, "earlier": 0.4, "peak": 0.2}},
  {"name": "Office", "kind": "categorical", "options": ["Berlin", "Paris", "Remote hub"]}],
 "rules": [{"if": {"Remote": {"min": 3}}, "then": {"Contract": {"min": "2 years"}}}],
 "own": {"weights": {"Salary": 0.3, "Remote": 0.3, "Contract": 0.2, "Office": 0.2},
         "values": {"Contract": {"1 year": 0, "2 years": 0.25, "3 years": 1},
                    "Office": {"Berlin": 1, "Paris": 0.5, "Remote hub": 0}},
         "reservation_value": 0.4, "aspiration_value": 0.7},
 "events": [
  {"kind": "meso-offered", "id": "e1", "at": "2026-03-02T10:00:00Z", "round": 1,
   "claim": "equal", "shown": ["B", "A", "C"],
   "packages": {
    "A": {"Salary": 100000, "Remote": 1, "Contract": "3 years", "Office": "Berlin"},
    "B": {"Salary": 95000, "Remote": 1, "Contract": "2 years", "Office": "Berlin"},
    "C": {"Salary": 90000, "Remote": 2, "Contract": "1 year", "Office": "Berlin"}}},
  {"kind": "package-picked", "package": "B", "strength": "firm", "replies_to": "e1"},
  {"kind": "issue-pushed", "issue": "Salary", "direction": "higher", "amount": 5000}]}
""")
TEXT = json.dumps(EXAMPLE)

NOISE = random.Random(7).randbytes(40_000_000)
