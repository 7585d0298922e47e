"""manage.py import_records FILE: judgments, one a row (contracts section 4)."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from accounts.models import Office
from records.judgments import Judgments
from records.management.reading import ReadingCommand


class Command(ReadingCommand):
    help = "Import judgments into the judicial-record register from a CSV or XLSX file."

    @contextmanager
    def opened_kind(self, office: Office) -> Iterator[Judgments]:
        # Forked now, while there is no second thread. It shares what is in memory already, and
        # only reckons: the database connection that it inherits it never touches.
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as helper:
            helper.submit(os.getpid).result()
            yield Judgments(office, helper=helper)
