from django.db import migrations


def rename_content_type(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    ContentType.objects.filter(app_label="content", model="organisation").update(model="organization")


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0012_share_renditions"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        # The table keeps its name: the release before still reads it while both are running.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelTable(name="organisation", table="content_organisation"),
                migrations.RenameModel(old_name="Organisation", new_name="Organization"),
            ],
        ),
        migrations.RunPython(rename_content_type, migrations.RunPython.noop),
    ]
