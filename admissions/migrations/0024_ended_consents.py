"""Gives consents that ended with a request the day of their end, where it was reopened since."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def end(apps, schema_editor):
    submissions = apps.get_model("admissions", "Submission").objects.filter(pk=OuterRef("submission_id"))
    consents = apps.get_model("admissions", "Consent").objects
    ended = consents.filter(kind="tell", ends_at=None, ends_with="request")
    ended.filter(given_at__lt=F("submission__reopened_at")).update(
        ends_at=Subquery(submissions.values("reopened_at")[:1])
    )


class Migration(migrations.Migration):

    dependencies = [
        ('admissions', '0023_flagged'),
    ]

    operations = [
        migrations.RunPython(end, migrations.RunPython.noop),
    ]
