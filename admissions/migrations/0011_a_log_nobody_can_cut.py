import admissions.phi.field
from admissions.phi import triggers
from django.conf import settings
from django.db import migrations, models


def guard(apps, schema_editor):
    """Take the guard of the release before away and put up this one's, which also refuses to replace and to empty."""
    for statement in [
        *triggers.drop(schema_editor.connection.vendor),
        *triggers.create(schema_editor.connection.vendor),
    ]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('admissions', '0010_room_for_photos'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(guard, migrations.RunPython.noop),
        migrations.CreateModel(
            name='LastingKey',
            fields=[
                ('purpose', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('token', models.TextField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='chainhead',
            name='anchored',
            field=models.PositiveBigIntegerField(db_default=0, default=0, help_text='The last look that was told to the sink outside.'),
        ),
        migrations.AddField(
            model_name='chainhead',
            name='anchored_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='draft',
            name='cookie_key',
            field=admissions.phi.field.SealedField('draft.cookie_key'),
        ),
        migrations.AddField(
            model_name='draft',
            name='resume_key',
            field=admissions.phi.field.SealedField('draft.resume_key'),
        ),
        migrations.AddField(
            model_name='policy',
            name='indexed_with',
            field=models.CharField(blank=True, db_default='', help_text='The key and the rule that its code was made with.', max_length=16),
        ),
        migrations.AddField(
            model_name='submission',
            name='indexed_with',
            field=models.CharField(blank=True, db_default='', help_text='The key and the rule that its codes were made with.', max_length=16),
        ),
        migrations.AlterField(
            model_name='phiaccess',
            name='fields',
            field=models.TextField(blank=True, help_text='Names of columns, keyed codes, references; never values.'),
        ),
        migrations.AddIndex(
            model_name='phiaccess',
            index=models.Index(models.F('actor'), models.F('sequence'), name='admissions_looks_of_a_person'),
        ),
        migrations.AddIndex(
            model_name='phiaccess',
            index=models.Index(models.F('at'), name='admissions_looks_of_a_day'),
        ),
        migrations.AddIndex(
            model_name='phiaccess',
            index=models.Index(models.F('reference'), name='admissions_looks_at_a_request'),
        ),
        migrations.AddIndex(
            model_name='phiaccess',
            index=models.Index(models.F('sequence'), condition=models.Q(('action', 'find')), name='admissions_looks_for_somebody'),
        ),
    ]
