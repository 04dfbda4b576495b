import alter_site.content.models.master
import alter_site.content.models.picture
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0002_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('holder', models.CharField(max_length=32)),
                ('ends_at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AlterField(
            model_name='picture',
            name='master',
            field=alter_site.content.models.master.MasterField(help_text='JPEG, PNG or WebP, at least 1,600 pixels wide. Location and camera data are removed.', upload_to=alter_site.content.models.picture.master_name, verbose_name='file'),
        ),
        migrations.AddConstraint(
            model_name='picture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('alt', ''), ('is_decorative', True)), models.Q(('is_decorative', False), models.Q(('alt', ''), _negated=True)), _connector='OR'), name='content_picture_described_or_decorative', violation_error_message='Describe the picture, or tick decorative: one of the two.'),
        ),
    ]
