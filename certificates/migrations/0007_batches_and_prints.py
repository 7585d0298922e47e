from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('certificates', '0006_public_log'),
    ]

    operations = []
