"""The dossier's code, given once when it is opened.

Form `V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX`: the unit's code, the day, the number of the day
(Circular 01/2018/TT-VPCP article 19).
"""

from datetime import date

from accounts.models import Office
from accounts.numbering import next_number

CODE_PATTERN = r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{4,}"


def next_dossier_code(office: Office, *, day: date) -> str:
    number = next_number(office, series="dossier", period=day.isoformat())
    return f"{office.unit_code}-{day:%y%m%d}-{number:04d}"


def next_receipt_number(office: Office, *, day: date) -> str:
    """The number of a fee receipt: gapless for each office and year."""
    number = next_number(office, series="receipt", period=str(day.year))
    return f"{office.code}/{day.year}/{number:06d}"
