from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0008_paper'),
    ]

    operations = []
