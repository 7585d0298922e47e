from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('certificates', '0002_register_guard'),
    ]

    operations = []
