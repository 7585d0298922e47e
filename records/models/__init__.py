"""The judicial-record register: people, judgments, bans, certificates issued, and who looked."""

from records.models.access import AccessLog
from records.models.certificate import EarlierCertificate
from records.models.comparison import Comparison
from records.models.expungement import ExpungementProposal, ExpungementRun
from records.models.history import RecordChange
from records.models.import_run import ImportRun
from records.models.judgment import Ban, Judgment, Offence
from records.models.match import KeyRules, MatchEntry
from records.models.person import PARTIAL_DATE, Person, PersonNumber
from records.models.source import SourceDocument
from records.models.supplied import SuppliedEntry
from records.models.violation import Violation, ViolationVersion
from records.models.watch import Watch

__all__ = [
    "PARTIAL_DATE",
    "AccessLog",
    "Ban",
    "Comparison",
    "EarlierCertificate",
    "ExpungementProposal",
    "ExpungementRun",
    "ImportRun",
    "Judgment",
    "KeyRules",
    "MatchEntry",
    "Offence",
    "Person",
    "PersonNumber",
    "RecordChange",
    "SourceDocument",
    "SuppliedEntry",
    "Violation",
    "ViolationVersion",
    "Watch",
]
