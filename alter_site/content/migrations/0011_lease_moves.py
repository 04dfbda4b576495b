from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0010_no_schedule"),
        ("worker", "0001_lease"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Lease")]),
    ]
