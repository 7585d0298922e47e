"""What the data files hold, as frozen values; each dataclass is the schema of one table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from string import Formatter

from django.utils.translation import get_language

from regulations.terms import (
    AgencyKind,
    Allowed,
    FeeKey,
    FilingFact,
    LimitClass,
    Relation,
    Route,
    TriageFact,
    Unit,
)


@dataclass(frozen=True, kw_only=True)
class Worded:
    """A row with a text in both languages; `str()` gives the reader's."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.vi


def check_places(template: str, *, allowed: set[str], needed: str = "") -> None:
    """The names in braces are those that will be filled in."""
    found = {name for _text, name, _spec, _kind in Formatter().parse(template) if name is not None}
    if not found <= allowed or (needed and needed not in found):
        raise ValueError(f"{template!r}: names in braces are {', '.join(sorted(allowed))}")


@dataclass(frozen=True)
class Limit:
    """An amount of time in its own unit: 10 calendar days, 7 working days, 24 hours."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise ValueError("a limit is not negative")


@dataclass(frozen=True)
class AgencyLimit:
    """Working days to send a request to an agency and for its answer; `archive`: with a search."""

    send: int
    answer: int
    archive: int | None = None


@dataclass(frozen=True)
class Issuer:
    """Who signs, with templates for the names of the province and the place."""

    name_vi: str
    name_en: str
    header: tuple[str, ...]
    number: str
    signer_title: str
    place: str

    def __post_init__(self) -> None:
        for template in (self.name_vi, self.name_en, self.place, *self.header):
            check_places(template, allowed={"province", "PROVINCE", "place"})
        check_places(self.number, allowed={"number"}, needed="number")


@dataclass(frozen=True)
class Issuers:
    department: Issuer
    centre: Issuer


@dataclass(frozen=True)
class Forms:
    """Codes of the forms and books."""

    application_self: str
    application_other: str
    application_self_electronic: str
    application_other_electronic: str
    request_agency: str
    request_proceedings: str
    certificate_1: str
    certificate_2: str
    book_received: str
    book_supplied: str
    book_issued: str
    book_archived: str


@dataclass(frozen=True)
class Steps:
    """One-stop rules: the hour of forwarding, the notice of what is missing, the apologies."""

    forward_until: time
    notice_of_missing: Limit
    apologies: int


@dataclass(frozen=True)
class Who:
    """One line of the authorisation table."""

    type: int
    relation: Relation
    allowed: Allowed
    authorisation: bool
    channels: tuple[str, ...] | None = None  # None: every channel


@dataclass(frozen=True)
class RefusalGround(Worded):
    """One ground of the closed list (art 49)."""

    key: str


@dataclass(frozen=True)
class Document(Worded):
    """A paper to attach when all facts of `when` hold and none of `unless`."""

    key: str
    when: tuple[FilingFact, ...]
    unless: tuple[FilingFact, ...]


@dataclass(frozen=True)
class Filing:
    code: str
    minimum_age: int
    who: tuple[Who, ...]
    refusal_ground: tuple[RefusalGround, ...]
    document: tuple[Document, ...]

    def __post_init__(self) -> None:
        told = sorted((row.type, row.relation) for row in self.who)
        if told != sorted((type_, relation) for type_ in (1, 2) for relation in Relation):
            raise ValueError("`who` needs one line for each type and relation")
        if not self.refusal_ground:
            raise ValueError("the list of refusal grounds is empty")


@dataclass(frozen=True)
class Wording:
    """The official phrases of a certificate, letter for letter (art 42-43)."""

    code: str
    none: str
    none_foreigner: str
    has_record: str
    expunged: str
    expunged_on: str
    not_expunged: str
    no_ban: str
    ban_ended: str
    amnestied: str
    amnestied_on: str
    missing: str

    def __post_init__(self) -> None:
        for pattern in (self.expunged_on, self.amnestied_on):
            check_places(pattern, allowed={"date"}, needed="date")


@dataclass(frozen=True)
class TriageRule(Worded):
    """Whom to ask when all facts of `when` hold; a rule without facts always holds."""

    key: str
    when: tuple[TriageFact, ...]
    route: Route
    asks: tuple[AgencyKind, ...]
    limit: LimitClass

    @property
    def reason(self) -> str:
        return str(self)


@dataclass(frozen=True)
class TriageAddition(Worded):
    """Whom to ask besides; may lengthen the limit, never changes the route."""

    key: str
    when: tuple[TriageFact, ...]
    asks: tuple[AgencyKind, ...]
    limit: LimitClass | None = None

    @property
    def reason(self) -> str:
        return str(self)


@dataclass(frozen=True)
class TriageRules:
    """The ordered rules: the first route that holds decides, every addition that holds adds."""

    code: str
    version: str
    route: tuple[TriageRule, ...]
    addition: tuple[TriageAddition, ...]

    def __post_init__(self) -> None:
        if not self.route or self.route[-1].when:
            raise ValueError("the last route must have no facts, so that one always holds")
        if any(not rule.when for rule in self.route[:-1]):
            raise ValueError("only the last route may have no facts: those below it never hold")


@dataclass(frozen=True)
class Regime:
    """The law on a day: who issues, on which forms, within which limits, in which words."""

    code: str
    fee_table: str
    filing: Filing
    triage: TriageRules
    wording: Wording
    legal_basis: tuple[str, ...]
    issuer: Issuers
    forms: Forms
    limits: Mapping[LimitClass, Limit]
    agencies: Mapping[AgencyKind, AgencyLimit]
    steps: Steps
    first_day: date | None = field(default=None, metadata={"key": "from"})
    last_day: date | None = field(default=None, metadata={"key": "to"})

    def __post_init__(self) -> None:
        if set(self.limits) != set(LimitClass):
            raise ValueError("a limit is missing")
        if set(self.agencies) != set(AgencyKind):
            raise ValueError("the limits of an agency kind are missing")


@dataclass(frozen=True)
class FeeCategory(Worded):
    key: str
    amount: int


@dataclass(frozen=True)
class SplitShares:
    """Whose part of a fee: per cent, and `other_body` in đồng for each request."""

    national_centre: int
    budget: int
    police_of_kept: int
    other_body: int
    centre_budget: int


@dataclass(frozen=True)
class FeeTable:
    code: str
    basis: str
    copies_included: int
    extra_copy: int
    category: tuple[FeeCategory, ...]
    split: SplitShares
    first_day: date | None = field(default=None, metadata={"key": "from"})
    last_day: date | None = field(default=None, metadata={"key": "to"})

    def __post_init__(self) -> None:
        if sorted(one.key for one in self.category) != sorted(FeeKey):
            raise ValueError(f"{self.code}: the categories are {', '.join(FeeKey)}")
        if any(one.amount < 0 for one in self.category) or self.extra_copy < 0:
            raise ValueError(f"{self.code}: an amount is not negative")


@dataclass(frozen=True)
class Waiver:
    """A lower fee for some, between two days, on top of the tables it names."""

    code: str
    basis: str
    tables: tuple[str, ...]
    channels: tuple[str, ...]
    category: FeeCategory
    first_day: date = field(metadata={"key": "from"})
    last_day: date = field(metadata={"key": "to"})


@dataclass(frozen=True)
class FeeFile:
    table: tuple[FeeTable, ...]
    waiver: tuple[Waiver, ...]
