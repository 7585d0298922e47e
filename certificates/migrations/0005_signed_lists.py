from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('certificates', '0004_signing_alarms'),
    ]

    operations = []
