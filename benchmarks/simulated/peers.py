"""Peers, in an environment of their own: its Python is asked over lines of JSON.

Nothing of theirs is imported by the project, so that their licences and versions are no concern of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

VARIABLE = "MESO_PEERS_PYTHON"
SCRIPT = Path(__file__).with_name("peer_process.py")
HOW_TO = (
    "They run in an environment of their own, for instance\n"
    "  python3 -m venv peers\n"
    "  peers/bin/pip install numpyro scipy xlogit statsmodels choice-learn biogeme 'tomlkit<0.14' pymc\n"
    f"and are found by --peers-python peers/bin/python or {VARIABLE}=peers/bin/python."
)
LOGITS: Mapping[str, str] = {
    "xlogit": "maximum likelihood",
    "statsmodels": "maximum likelihood",
    "choice-learn": "maximum likelihood",
    "biogeme": "maximum likelihood",
    "numpyro": "NUTS",
    "pymc": "NUTS",
}
"""Libraries that fit a logit of picks, and how."""


class PeerError(RuntimeError):
    """A peer has no answer."""


@dataclass
class Peers:
    """A process of the peers' Python, for as long as a with block lasts."""

    python: Path
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)
    _folder: tempfile.TemporaryDirectory[str] | None = field(default=None, repr=False)

    def __enter__(self) -> Peers:
        # Some peers write files where they run; a folder of its own goes away with them.
        self._folder = tempfile.TemporaryDirectory()
        # The project's own path would put its package within the peers' reach.
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        self._process = subprocess.Popen(
            [str(self.python.absolute()), "-P", str(SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=self._folder.name,
            env=environment,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.communicate()
        if self._folder is not None:
            self._folder.cleanup()

    def ask(self, act: str, **request: Any) -> dict[str, Any]:
        """Ask for one thing and wait for it.

        Raises
        ------
        PeerError
            With what the peer said when it failed.
        """
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise PeerError("ask within a with block")
        try:
            process.stdin.write(json.dumps({"act": act, **request}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise PeerError(f"the peers' process ended while asked for {act}")
        answer = json.loads(line)
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer


def peers_python(given: Path | None) -> Path | None:
    """The peers' Python: as given, else as the environment says, else none.

    Raises
    ------
    FileNotFoundError
        When there is no such file.
    """
    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named is not None and not named.is_file():
        raise FileNotFoundError(f"{named} is not there; {VARIABLE} or --peers-python names it")
    return named
