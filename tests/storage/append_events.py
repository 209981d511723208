"""A writer in a process of its own: appends batches of events and says which are safe.

Usage: append_events.py URL NEGOTIATION WRITER N_BATCHES BATCH_SIZE
"""

from __future__ import annotations

import sys

from meso_infer.errors import StaleWrite
from meso_infer.storage import open_store
from tests.storage.examples import START, rows


def main(url: str, negotiation: str, writer: str, n_batches: int, batch_size: int) -> None:
    store = open_store(url)
    for batch in range(n_batches):
        new = [f"{writer}.{batch}.{number}" for number in range(batch_size)]
        while True:
            try:
                store.append(
                    negotiation, store.sequence(negotiation), rows(*new), recorded_at=START
                )
            except StaleWrite:
                continue  # somebody was faster: look again
            break
        sys.stdout.write("".join(f"{event_id}\n" for event_id in new))
        sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
