"""The use cases: read, infer, propose, and keep a negotiation in a store.

What happened and what we believe meet here and above. Streamlit, the command line and notebooks are
thin faces of these functions.
"""

from meso_infer.workflow.in_hand import (
    current_own,
    default_target,
    estimate_shown,
    infer,
    infer_report,
    next_pick,
    propose,
)
from meso_infer.workflow.stored import (
    event_row,
    export,
    import_document,
    load,
    record,
    redo,
    start,
    stored_ids,
    undo,
)

__all__ = [
    "current_own",
    "default_target",
    "estimate_shown",
    "event_row",
    "export",
    "import_document",
    "infer",
    "infer_report",
    "load",
    "next_pick",
    "propose",
    "record",
    "redo",
    "start",
    "stored_ids",
    "undo",
]
