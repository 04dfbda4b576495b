"""Print what a database holds after ``tests.bench.durability``, as JSON."""

from __future__ import annotations

import json

import django


def main() -> None:
    """Print references, codes of phone numbers, and notices."""
    django.setup()
    from admissions.models import Outbox, Submission

    notices = Outbox.objects.exclude(submission=None)
    found = {
        "references": list(Submission.objects.values_list("reference", flat=True)),
        "phones": list(Submission.objects.values_list("phone_index", flat=True)),
        "notices": list(notices.values_list("submission__reference", flat=True)),
        "waiting": notices.filter(sent_at=None).count(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
