"""What an import asks of the register for thousands of rows at once stands in an index of its own.

The judgments of a court by their number, the last row of each judgment, and children by their birth
date and mother; without the second indexes for searches by the beginning, which nothing makes.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0008_import_runs")]

    operations = [
        migrations.RemoveIndex(
            model_name='judgment',
            name='judgment_number',
        ),
        migrations.AlterField(
            model_name='judgment',
            name='row_digest',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AlterField(
            model_name='personnumber',
            name='key',
            field=models.CharField(editable=False, max_length=30),
        ),
        migrations.AddIndex(
            model_name='judgment',
            index=models.Index(fields=['judgment_no', 'court'], name='judgment_number'),
        ),
        migrations.AddIndex(
            model_name='judgment',
            index=models.Index(fields=['row_digest'], name='judgment_row_digest'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('mother_key', ''), _negated=True), fields=['date_of_birth', 'mother_key'], name='person_birth_and_mother'),
        ),
        migrations.AddIndex(
            model_name='personnumber',
            index=models.Index(fields=['key'], name='person_number_key'),
        ),
    ]
