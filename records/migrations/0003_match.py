from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("records", "0002_access_guard")]

    operations = []
