"""manage.py import_records FILE: judgments, one a row (contracts section 4)."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import django

from accounts.models import Office
from records.judgments import Judgments
from records.management.reading import ReadingCommand


class Command(ReadingCommand):
    help = "Import judgments into the judicial-record register from a CSV or XLSX file."

    @contextmanager
    def opened_kind(self, office: Office) -> Iterator[Judgments]:
        # A process of its own starts with the first large slice; a small file never needs it.
        context = get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context, initializer=django.setup) as helper:
            yield Judgments(office, helper=helper)
