from django.db import migrations, models


class Migration(migrations.Migration):
    """The table is that of the app ``content``, where leases were before."""

    initial = True

    dependencies = [
        ("content", "0010_no_schedule"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Lease",
                    fields=[
                        ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ("holder", models.CharField(max_length=32)),
                        ("ends_at", models.DateTimeField()),
                    ],
                    options={
                        "db_table": "content_lease",
                        "default_permissions": (),
                    },
                ),
            ],
        ),
    ]
