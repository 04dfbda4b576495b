from django.db import migrations


def rename_content_type(apps, schema_editor, old="organisation", new="organization"):
    rows = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="content")
    if rows.filter(model=old).exists():
        # Made anew by whatever ran while the database was taken back; all else refers to the other.
        rows.filter(model=new).delete()
        rows.filter(model=old).update(model=new)


def rename_it_back(apps, schema_editor):
    rename_content_type(apps, schema_editor, old="organization", new="organisation")


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
        migrations.RunPython(rename_content_type, rename_it_back),
    ]
