"""manage.py import_records FILE: judgments, one a row (contracts section 4)."""

from records.judgments import Judgments
from records.management.reading import ReadingCommand


class Command(ReadingCommand):
    help = "Import judgments into the judicial-record register from a CSV or XLSX file."
    kind = Judgments
