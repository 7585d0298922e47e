"""The judicial-record register: people, judgments, bans, certificates issued, and who looked."""

from records.models.access import AccessLog
from records.models.certificate import EarlierCertificate
from records.models.comparison import Comparison
from records.models.import_run import ImportRun
from records.models.judgment import Ban, Judgment, Offence
from records.models.person import PARTIAL_DATE, Person, PersonNumber

__all__ = [
    "PARTIAL_DATE",
    "AccessLog",
    "Ban",
    "Comparison",
    "EarlierCertificate",
    "ImportRun",
    "Judgment",
    "Offence",
    "Person",
    "PersonNumber",
]
