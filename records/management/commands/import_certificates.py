"""manage.py import_certificates FILE: the old issue book (contracts section 1)."""

from records.issue_book import IssueBook
from records.management.reading import ReadingCommand


class Command(ReadingCommand):
    help = "Import certificates issued before this portal from a CSV or XLSX file."
    kind = IssueBook
