"""The HTML report printed to PDF by a browser of this machine, where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from meso_infer.errors import ReportNotMade

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
    "brave-browser",
)
CHOSEN = "MESO_BROWSER"
"""Environment variable with the path of the browser to use."""

SECONDS = 60
ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
NO_BROWSER = (
    "A PDF needs Chromium, Chrome or Edge on this machine, and none was found. Download the HTML and "
    f"print it from your browser, or name a browser in {CHOSEN}."
)


def find_browser() -> str | None:
    """Path of the browser that prints: the one that `MESO_BROWSER` names, else the first on the path."""
    for name in (os.environ.get(CHOSEN, ""), *BROWSERS):
        found = shutil.which(name) if name else None
        if found is not None:
            return found
    return None


def print_pdf(html: str, *, browser: str | None = None, seconds: float = SECONDS) -> bytes:
    """Print HTML to PDF in a browser profile that is thrown away; nothing is asked of any host.

    Parameters
    ----------
    html : str
    browser : str, optional
        Its path; the one that `find_browser` finds when left out.
    seconds : float
        How long the browser may take.

    Raises
    ------
    ReportNotMade
        When there is no browser, or it does not print.
    """
    program = browser or find_browser()
    if program is None:
        raise ReportNotMade(NO_BROWSER)
    with TemporaryDirectory(prefix="meso-report-", ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder, "report.html"), Path(folder, "report.pdf")
        page.write_text(html, encoding="utf-8")
        # A browser that runs as root, as in a container, cannot lock itself in.
        as_root = hasattr(os, "geteuid") and os.geteuid() == 0
        command = [
            program,
            *ARGUMENTS,
            *(["--no-sandbox"] if as_root else []),
            f"--user-data-dir={Path(folder, 'profile')}",
            f"--print-to-pdf={printed}",
            page.as_uri(),
        ]
        said = _ran(command, seconds)
        content = printed.read_bytes() if printed.exists() else b""
    if not content.startswith(b"%PDF-"):
        last = said.strip().splitlines()[-1:] or ["it said nothing"]
        raise ReportNotMade(
            f"{Path(program).name} did not print the report ({last[0]:.200}). Download the HTML and print "
            "it from your browser."
        )
    return content


def _ran(command: list[str], seconds: float) -> str:
    """What the browser said while it ran."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReportNotMade(
            f"The browser did not print the report within {seconds:g} seconds. Try again, or download the "
            "HTML and print it from your browser."
        ) from error
    except OSError as error:
        raise ReportNotMade(
            f"{command[0]} cannot be started ({error.strerror}). Name another browser in {CHOSEN}, or "
            "download the HTML and print it."
        ) from error
    return done.stderr
