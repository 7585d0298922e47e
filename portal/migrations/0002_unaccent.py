"""Search names as people type them: without tone marks."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_notices")]

    operations = [UnaccentExtension()]
