from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('certificates', '0007_batches_and_prints'),
    ]

    operations = []
