"""Archives whose bytes depend on what is in them only, so that equal reports are equal files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can tell: none of its parts says when it was written."""

PROPERTIES = "docProps/core.xml"
_SAVED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of files by name."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, data in files:
            entry = ZipInfo(name, EARLIEST)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, data)
    return content.getvalue()


def settled(document: bytes, made_at: datetime) -> bytes:
    """An office document whose only time is that at which its report was made."""
    moment = f"{made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    with ZipFile(BytesIO(document)) as archive:
        files = [(name, archive.read(name)) for name in archive.namelist()]
    return packed(
        (name, _SAVED.sub(rb"\g<1>" + moment + rb"\g<3>", data) if name == PROPERTIES else data)
        for name, data in files
    )
