"""Who may ask, with which papers, and the closed list of refusal grounds."""

import pytest
from django.utils import translation

from regulations.filing import (
    Request,
    documents_needed,
    needs_authorisation,
    refusal_grounds,
    who_may_ask,
)
from regulations.regimes import regime_by_code
from regulations.terms import Relation


def problems(regime, certificate_type, relation, **more):
    request = Request(certificate_type=certificate_type, relation=Relation(relation), **more)
    return [one.code for one in who_may_ask(regime_by_code(regime), request)]


def papers(regime, certificate_type, relation, **more):
    request = Request(certificate_type=certificate_type, relation=Relation(relation), **more)
    return {one.key for one in documents_needed(regime_by_code(regime), request)}


SHOWN = {"authorisation_shown": True, "channel": "counter"}


@pytest.mark.parametrize("regime", ["R1a", "R1b", "R1c", "R2"])
@pytest.mark.parametrize(
    ("certificate_type", "relation", "more", "codes"),
    [
        (1, "self", {}, []),
        (1, "father", {}, []),
        (1, "mother", {}, []),
        (1, "spouse", {}, []),
        (1, "child", {}, []),
        (1, "authorised", {}, ["authorisation_missing"]),
        (1, "authorised", SHOWN, []),
        (1, "agency", {}, []),
        (2, "self", {}, []),
        (2, "parent_of_minor", {"subject_age": 17}, []),
        (2, "parent_of_minor", {}, []),  # the age is not told yet
        (2, "father", {"subject_age": 17}, []),
        (2, "mother", {"subject_age": 18}, ["authorisation_forbidden"]),
        (2, "parent_of_minor", {"subject_age": 18}, ["authorisation_forbidden"]),
        (2, "spouse", {"subject_age": 17}, ["authorisation_forbidden"]),
        (2, "child", {}, ["authorisation_forbidden"]),
        (2, "authorised", SHOWN, ["authorisation_forbidden"]),
        (2, "guardian", {}, ["authorisation_forbidden"]),
        (2, "agency", {}, []),
        (1, "self", {"subject_age": 14}, []),
    ],
)
def test_the_authorisation_table_of_the_law_of_2009(
    regime, certificate_type, relation, more, codes
):
    assert problems(regime, certificate_type, relation, **more) == codes


@pytest.mark.parametrize(
    ("certificate_type", "relation", "more", "codes"),
    [
        (1, "self", {"subject_age": 16}, []),
        (1, "self", {"subject_age": 15}, ["age"]),
        (1, "parent_of_minor", {"subject_age": 15}, []),
        (2, "spouse", {}, []),
        (2, "guardian", {}, []),
        (2, "authorised", {}, ["authorisation_forbidden"]),  # never online
        (2, "authorised", SHOWN, []),
        (1, "authorised", {"channel": "post_office"}, ["authorisation_missing"]),
        (1, "agency", {}, ["authorisation_forbidden"]),
    ],
)
def test_the_authorisation_table_of_the_law_of_2025(certificate_type, relation, more, codes):
    assert problems("R3", certificate_type, relation, **more) == codes


@pytest.mark.parametrize(
    ("certificate_type", "relation", "codes"),
    [(2, "agency", []), (1, "agency", ["urgent_forbidden"]), (2, "self", ["urgent_forbidden"])],
)
def test_only_a_proceedings_body_is_answered_within_a_day(certificate_type, relation, codes):
    assert problems("R1c", certificate_type, relation, urgent=True) == codes


@pytest.mark.parametrize("fact", ["residence_unknown", "foreigner_left"])
def test_a_department_is_not_competent_where_the_centre_is(fact):
    assert problems("R1c", 1, "self", **{fact: True}) == ["not_competent"]


def test_several_problems_are_told_together():
    assert problems("R3", 1, "self", subject_age=15, residence_unknown=True) == [
        "not_competent",
        "age",
    ]


def test_a_problem_names_its_field_and_speaks_to_the_person():
    request = Request(certificate_type=1, relation=Relation.AUTHORISED)
    (problem,) = who_may_ask(regime_by_code("R1c"), request)
    assert problem.field == "applicant.authorisation"
    assert "công chứng" in str(problem.message)


def test_only_the_authorised_need_an_authorisation():
    regime = regime_by_code("R1c")
    needing = {
        relation
        for relation in Relation
        if needs_authorisation(regime, Request(certificate_type=1, relation=relation))
    }
    assert needing == {"authorised"}


@pytest.mark.parametrize(
    ("regime", "certificate_type", "relation", "more", "keys"),
    [
        ("R1c", 1, "self", {"channel": "online"}, set()),
        ("R1c", 1, "self", {"channel": "counter"}, {"identity"}),
        ("R1c", 2, "self", {"channel": "post_office"}, {"identity", "certified_signature"}),
        ("R1c", 1, "self", {"channel": "post_office"}, {"identity"}),
        ("R1c", 1, "self", {"fee_category": "exempt_poor"}, {"fee_preference"}),
        ("R1c", 1, "father", {}, {"relation_proof", "applicant_identity"}),
        (
            "R1c", 1, "authorised", {"channel": "counter"},
            {"identity", "authorisation", "applicant_identity"},
        ),
        (
            "R1c", 1, "authorised", {"foreigner_left": True},
            {"authorisation", "legalised_authorisation", "applicant_identity"},
        ),
        ("R1c", 1, "agency", {"channel": "organisation"}, {"agency_request"}),
        ("R1c", 2, "agency", {"urgent": True}, {"agency_request_to_follow"}),
        ("R3", 1, "self", {"channel": "counter"}, set()),
        ("R3", 1, "self", {"channel": "post_office"}, {"certified_signature"}),
        ("R3", 2, "authorised", {"channel": "counter"}, {"authorisation"}),
    ],
)  # fmt: skip
def test_the_papers_that_a_request_needs(regime, certificate_type, relation, more, keys):
    assert papers(regime, certificate_type, relation, **more) == keys


@pytest.mark.parametrize("regime", ["R1c", "R2", "R3"])
def test_a_refusal_has_one_of_three_grounds(regime):
    assert [one.key for one in refusal_grounds(regime_by_code(regime))] == [
        "not_competent",
        "not_entitled",
        "papers_incomplete_or_forged",
    ]


def test_a_text_of_the_law_is_read_in_the_readers_language():
    ground = refusal_grounds(regime_by_code("R1c"))[0]
    with translation.override("en"):
        assert str(ground) == "This office is not competent to issue the certificate."
    with translation.override("vi"):
        assert str(ground).startswith("Việc cấp Phiếu")
