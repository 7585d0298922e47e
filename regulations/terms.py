"""The words that data files, dossiers and the interface share; the values are those of the API."""

from enum import StrEnum


class Unit(StrEnum):
    CALENDAR_DAYS = "calendar_days"
    WORKING_DAYS = "working_days"
    HOURS = "hours"


class Route(StrEnum):
    IN_HOUSE = "in_house"
    POLICE = "police"
    NATIONAL_CENTRE = "national_centre"


class AgencyKind(StrEnum):
    POLICE = "police"
    NATIONAL_CENTRE = "national_centre"
    COURT = "court"
    MILITARY_COURT = "military_court"
    PROCURACY = "procuracy"
    COMMUNE = "commune"


class LimitClass(StrEnum):
    """Which of a regime's limits holds: art 48.1 first half, second half, art 48.2."""

    BASE = "base"
    EXTENDED = "extended"
    URGENT = "urgent"


class TriageFact(StrEnum):
    """What verification knows about a case: before it asks anybody, and from the answers.

    A fact that a rule set has asked once stays here, or past cases could not be made again.
    """

    RESIDENCE_UNKNOWN = "residence_unknown"
    FOREIGNER = "foreigner"
    FOREIGNER_LEFT = "foreigner_left"
    ONE_PROVINCE = "one_province"
    SEVERAL_PROVINCES = "several_provinces"
    ABROAD = "abroad"
    CERTIFIED_BEFORE = "certified_before"
    FORMER_MILITARY = "former_military"
    RECORD_OPEN = "record_open"
    HIT = "hit"
    ANSWER_UNCLEAR = "answer_unclear"
    POLICE_UNCLEAR = "police_unclear"  # of the first rule sets; no present one asks it
    EXPUNGEMENT_UNPROVED = "expungement_unproved"


class FilingFact(StrEnum):
    """What decides which papers must be attached."""

    INDIVIDUAL = "individual"
    AGENCY = "agency"
    KIN = "kin"
    FOR_ANOTHER = "for_another"
    AUTHORISATION_NEEDED = "authorisation_needed"
    FOREIGNER_LEFT = "foreigner_left"
    FEE_PREFERENCE = "fee_preference"
    URGENT = "urgent"
    TYPE_1 = "type_1"
    TYPE_2 = "type_2"
    ONLINE = "online"
    POST_OFFICE = "post_office"
    COUNTER = "counter"
    ORGANISATION = "organisation"


class Relation(StrEnum):
    """Of the applicant to the subject."""

    SELF = "self"
    FATHER = "father"
    MOTHER = "mother"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT_OF_MINOR = "parent_of_minor"
    GUARDIAN = "guardian"
    AUTHORISED = "authorised"
    AGENCY = "agency"


class FeeKey(StrEnum):
    """The categories that every fee table must name."""

    STANDARD = "standard"
    REDUCED_STUDENT = "reduced_student"
    REDUCED_MERIT = "reduced_merit"
    EXEMPT_CHILD = "exempt_child"
    EXEMPT_ELDERLY = "exempt_elderly"
    EXEMPT_DISABLED = "exempt_disabled"
    EXEMPT_POOR = "exempt_poor"
    EXEMPT_HARD_AREA = "exempt_hard_area"


class Allowed(StrEnum):
    YES = "yes"
    NO = "no"
    MINOR = "minor"  # only while the subject is under 18


class ExceptionKind(StrEnum):
    DAY_OFF = "day_off"
    WORKING_DAY = "working_day"
