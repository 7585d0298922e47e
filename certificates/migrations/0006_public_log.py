from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('certificates', '0005_signed_lists'),
    ]

    operations = []
