"""Links with a secret, for people without an account: what a link opens, for whom, and how long.

A link is ``id.secret``. The id names a row and opens nothing; the secret has 256 random bits, of which
only a salted digest is stored. A link that opens nothing is refused in one way whatever the reason:
the same steps, the same words. Wrong tries are counted where all processes see them.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from meso_infer.errors import InvalidSettings, LinkRefused
from meso_infer.storage.cases import LinkRow, LinkStore

SECRET_BYTES = 32
ID_BYTES = 12
SALT_BYTES = 16

LONGEST = timedelta(days=365)
"""How long a link may be valid."""

WINDOW = timedelta(minutes=15)
MOST_WRONG = (2000, 400, 20)
"""Wrong secrets in one window for all links, those to one subject, and one link. What has seen so many
opens nothing until its window ends. A party has one link that opens, and a subject twenty parties at
most: as many as all of them can spend, so that nobody closes a link other than by its own id."""

REFUSED = (
    "This link does not open anything. It may have expired or been replaced, or part of it is missing. "
    "Ask the person who sent it for a new one."
)

_FORM = re.compile(r"([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{43})")
_NO_ID, _NO_SECRET = "-", "-" * 43
_HARMLESS = ("-", "--", "---")
"""What is counted where no limit is: ids that exist nowhere or no longer open anything, secrets that are
known but too old, and a link that is closed already, so that nobody can close the links of others."""
_NOTHING = LinkRow(
    link_id=_NO_ID,
    purpose="",
    subject="",
    party="",
    salt="00" * SALT_BYTES,
    digest="00" * 32,
    issued_at=datetime.fromisoformat("2000-01-01T00:00:00+00:00"),
    expires_at=datetime.fromisoformat("2000-01-01T00:00:00+00:00"),
)
"""What is compared with where there is no link of that id: no secret has this digest."""

RandomBytes = Callable[[int], bytes]
"""Such as `secrets.token_bytes`: that many bytes that nobody can foresee."""


@dataclass(frozen=True)
class NewLink:
    """A link just made: the only moment at which it can be read.

    Attributes
    ----------
    token : str
        ``id.secret``, safe in an address.
    """

    token: str
    party: str
    expires_at: datetime

    @property
    def link_id(self) -> str:
        """The half that names the link and opens nothing."""
        return id_of(self.token)


@dataclass(frozen=True)
class Opened:
    """What a link opened: the subject, and the party as whom it is seen."""

    link_id: str
    subject: str
    party: str
    expires_at: datetime


def issue_link(
    links: LinkStore,
    *,
    purpose: str,
    subject: str,
    party: str,
    now: datetime,
    valid_for: timedelta,
    random_bytes: RandomBytes,
) -> NewLink:
    """Make a link for a party; the links that it had to the same subject stop opening.

    Parameters
    ----------
    purpose, subject, party : str
        What the link opens, and as whom.
    valid_for : timedelta
        Up to a year.
    random_bytes : callable
        ``secrets.token_bytes``, or in a test anything that gives that many bytes.

    Raises
    ------
    InvalidSettings
        When the link would be valid for no time or for more than a year.
    """
    if not timedelta(0) < valid_for <= LONGEST:
        raise InvalidSettings(
            f"The link would be valid for {valid_for}; choose something up to {LONGEST.days} days."
        )
    link_id, secret = _text(random_bytes(ID_BYTES)), _text(random_bytes(SECRET_BYTES))
    salt = random_bytes(SALT_BYTES).hex()
    row = LinkRow(
        link_id, purpose, subject, party, salt, digest_of(secret, salt), now, now + valid_for
    )
    links.revoke(purpose, subject, party, at=now)
    links.add(row)
    return NewLink(f"{link_id}.{secret}", party, row.expires_at)


def open_link(links: LinkStore, token: str, *, purpose: str, now: datetime) -> Opened:
    """Find out what a link opens.

    Parameters
    ----------
    token : str
        Whatever a visitor brings.

    Raises
    ------
    LinkRefused
        When it opens nothing: unknown, wrong, for another purpose, expired, revoked, or after too many
        wrong tries. Neither words nor steps tell which.
    """
    form = _FORM.fullmatch(token)
    link_id, secret = (form[1], form[2]) if form else (_NO_ID, _NO_SECRET)
    found = links.look_up(link_id)
    row = found or _NOTHING
    scopes = ("links", f"links to {row.purpose} {row.subject}", f"link {row.link_id}")
    tries = links.wrong_tries(scopes, at=now, window=WINDOW)
    fits = hmac.compare_digest(digest_of(secret, row.salt), row.digest)
    # All at once and none first: how long a refusal takes says nothing of its reason.
    could_open = all((found is not None, row.revoked_at is None, now < row.expires_at))
    is_guess = all((could_open, not fits, tries[2] < MOST_WRONG[2]))
    opens = all(
        (
            fits,
            could_open,
            row.purpose == purpose,
            *(seen < most for seen, most in zip(tries, MOST_WRONG, strict=True)),
        )
    )
    if not opens:
        links.count_wrong_try(scopes if is_guess else _HARMLESS, at=now, window=WINDOW)
        raise LinkRefused(REFUSED)
    return Opened(row.link_id, row.subject, row.party, row.expires_at)


def id_of(token: str) -> str:
    """The half of a link that names it."""
    return token.partition(".")[0]


def digest_of(secret: str, salt: str) -> str:
    """Salted SHA-256 of a secret, in hexadecimal.

    A secret of 256 random bits cannot be searched for, so that no slow hash is needed.
    """
    return hashlib.sha256(bytes.fromhex(salt) + secret.encode()).hexdigest()


def _text(random: bytes) -> str:
    return urlsafe_b64encode(random).decode().rstrip("=")
