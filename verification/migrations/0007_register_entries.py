from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('verification', '0006_rule_sets'),
    ]

    operations = []
