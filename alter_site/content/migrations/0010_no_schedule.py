import alter_site.content.kinds
from django.db import migrations, models
from django.db.models.functions import Now

from alter_site.migration_operations import Together


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0009_taken_back"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="publication",
            name="content_publication_next_is_whole",
        ),
        migrations.RemoveIndex(
            model_name="publication",
            name="content_publication_from",
        ),
        migrations.RemoveIndex(
            model_name="publication",
            name="content_publication_next",
        ),
        # Its choices follow from the kinds that are registered.
        migrations.AlterField(
            model_name="indexpage",
            name="lists",
            field=models.CharField(
                choices=alter_site.content.kinds.index_choices,
                help_text="Which pages it lists.",
                max_length=20,
                unique=True,
            ),
        ),
        # The columns stay for one release: the release before still reads them while both are running.
        migrations.AlterField(
            model_name="publication",
            name="live_from",
            field=models.DateTimeField(db_default=Now()),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                Together([
                    migrations.RemoveField(model_name="publication", name="live_from"),
                    migrations.RemoveField(model_name="publication", name="next_at"),
                    migrations.RemoveField(model_name="publication", name="next_edition"),
                ]),
            ],
        ),
    ]
