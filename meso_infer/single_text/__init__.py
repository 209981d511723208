"""A single negotiating text: one draft, marked and criticised by all, revised by a mediator.

Nobody makes offers and nothing binds until all say yes to the whole (Fisher 1978). `mediator` is what
the mediator can do, `seats` what a party can; both see a text through `text_log`, as its log was
addressed to them. `annealing` is the mediator's part as a procedure.
"""

from __future__ import annotations

from meso_infer.single_text.annealing import Kept, anneal_text
from meso_infer.single_text.clauses import MARKS, WEIGHTS, Clause, clauses_of
from meso_infer.single_text.differences import compare_clauses, words_changed
from meso_infer.single_text.keeping import VotesOnChange, votes_on_change
from meso_infer.single_text.mediator import TextDesk, list_texts, open_text
from meso_infer.single_text.releases import PROTOCOLS
from meso_infer.single_text.revision import Revision
from meso_infer.single_text.seats import TextSeat, open_text_seat
from meso_infer.single_text.text_log import TextLog

__all__ = [
    "MARKS",
    "PROTOCOLS",
    "WEIGHTS",
    "Clause",
    "Kept",
    "Revision",
    "TextDesk",
    "TextLog",
    "TextSeat",
    "VotesOnChange",
    "anneal_text",
    "clauses_of",
    "compare_clauses",
    "list_texts",
    "open_text",
    "open_text_seat",
    "votes_on_change",
    "words_changed",
]
