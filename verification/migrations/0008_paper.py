from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0007_register_entries'),
    ]

    operations = []
