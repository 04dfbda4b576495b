"""Makes many live pages at once, by writing editions and publications directly."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from alter_site.content.models import Edition, EditionLink, Page, Publication
from alter_site.content.objects import content_hash, encode


def crowd(page: Page, number: int, *, linked_to: Iterable[tuple[str, Page]] = ()) -> list[Edition]:
    """Make ``number`` live pages that say what ``page`` says, each with these links by relation."""
    now = timezone.now()
    content, content_type = page.content(), ContentType.objects.get_for_model(page)
    body = encode(content)
    editions = Edition.objects.bulk_create(
        Edition(
            content_type=content_type,
            page_id=uuid.uuid4(),
            number=1,
            kind=content.KIND,
            language=page.language,
            path=f"{page.path.rstrip('/')}-{place}/",
            title=f"{content.title} {place}",
            summary=content.summary,
            picture=encode(content.picture),
            position=place,
            schema_version=content.VERSION,
            body=body,
            content_hash=content_hash(body),
            frozen_at=now,
        )
        for place in range(number)
    )
    Publication.objects.bulk_create(
        Publication(
            content_type=content_type,
            page_id=edition.page_id,
            edition=edition,
            path=edition.path,
            language=edition.language,
        )
        for edition in editions
    )
    EditionLink.objects.bulk_create(
        EditionLink(edition=edition, relation=relation, position=position, target_id=target.pk)
        for edition in editions
        for position, (relation, target) in enumerate(linked_to)
    )
    return editions
