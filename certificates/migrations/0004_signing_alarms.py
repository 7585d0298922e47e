from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('certificates', '0003_numbered_before_signed'),
    ]

    operations = []
