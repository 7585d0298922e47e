"""manage.py import_violations FILE: handled administrative violations (contracts section 4)."""

from records.management.reading import ReadingCommand
from records.violation_rows import Violations


class Command(ReadingCommand):
    help = "Import a list of handled administrative violations from a CSV or XLSX file."
    kind = Violations
