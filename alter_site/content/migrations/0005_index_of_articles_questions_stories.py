from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('content', '0004_standard_blocks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='indexpage',
            name='lists',
            field=models.CharField(choices=[('therapy', 'Therapies'), ('condition', 'Conditions'), ('level_of_care', 'Levels of care'), ('facility', 'Facilities'), ('article', 'Articles'), ('faq_group', 'Questions'), ('story', 'Stories')], help_text='Which pages it lists.', max_length=20, unique=True),
        ),
    ]
