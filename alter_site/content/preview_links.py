"""Preview links: made by an editor for one page, opened by anybody who was given one, ended by a press.

The secret stands in the path, signed with the site's key, so that what nobody was given is refused without
a look into the database. There is only a hash of it, and no log names a path.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.utils import timezone

from .models import Page, PreviewLink

LASTS = datetime.timedelta(days=7)
OFFERED_FOR = datetime.timedelta(hours=12)  # from showing the button to pressing it: no session is longer


SALT = "content.preview_links"


def offered(page: Page) -> str:
    """Return a secret that opens nothing until :func:`make` is given it. Pressed twice, it makes one link."""
    return signing.dumps([page.pk.hex, secrets.token_urlsafe(16)], salt=SALT)


def make(page: Page, token: str, author: Any) -> PreviewLink:
    """Let ``token`` open the page for a week.

    Raises:
        signing.BadSignature: it was not offered for this page, or too long ago.
    """
    if signing.loads(token, salt=SALT, max_age=OFFERED_FOR)[0] != page.pk.hex:
        raise signing.BadSignature("It was offered for another page.")
    now = timezone.now()
    link, _ = PreviewLink.objects.get_or_create(
        token_hash=_hash(token),
        defaults={
            "content_type": ContentType.objects.get_for_model(page),
            "page_id": page.pk,
            "made_by": author,
            "made_at": now,
            "ends_at": now + LASTS,
        },
    )
    return link


def opened(token: str) -> tuple[PreviewLink, Page] | None:
    """Return the link that ``token`` is the secret of and its page, if it still leads there."""
    try:
        signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    link = (
        PreviewLink.objects.select_related("made_by", "content_type").filter(token_hash=_hash(token)).first()
    )
    model = link.content_type.model_class() if link else None
    if link is None or model is None or not link.is_open(timezone.now()):
        return None
    page = model._default_manager.filter(pk=link.page_id).first()
    return (link, page) if isinstance(page, Page) else None


def of_page(page: Page) -> Any:
    """Return the links that were handed out for a page, newest first."""
    return PreviewLink.objects.select_related("made_by", "content_type").filter(page_id=page.pk)


def revoke(page: Page, number: int) -> bool:
    """End a link of the page; return whether it was not ended yet."""
    now = timezone.now()
    links = PreviewLink.objects.filter(page_id=page.pk, pk=number, revoked_at=None, ends_at__gt=now)
    return bool(links.update(revoked_at=now))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
