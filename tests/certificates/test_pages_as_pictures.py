"""Every kind of certificate looks as it was approved; a difference is shown as a picture."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from certificates.rendering import render
from tests.certificates import approved
from tests.certificates.page_samples import KINDS, PRINTED, rendered
from tests.certificates.samples import AN, drafted


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_looks_as_it_was_approved(kind: str, tmp_path: Path) -> None:
    now, kept = approved.picture(rendered(kind).pdf), approved.kept(kind)
    if not approved.alike(kept, now):
        path = tmp_path / f"{kind}.png"
        approved.shown(kept, now).save(path)
        pytest.fail(
            f"{kind} is not as approved (in red; new in blue): {path}\n"
            f"If it is meant: {approved.COMMAND}"
        )


@pytest.fixture(scope="module")
def clean() -> Image.Image:
    return approved.picture(rendered("1-clean").pdf)


@pytest.mark.parametrize(("right", "down"), [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)])
def test_a_millimetre_is_seen(clean: Image.Image, right: float, down: float) -> None:
    dots = [round(side * approved.DOTS / 25.4) for side in (right, down)]
    assert not approved.alike(clean, ImageChops.offset(clean, *dots))


@pytest.mark.parametrize(
    "name", ["NGUYỄN VĂN ÁN", "NGUYỄN VẮN AN", "NGUYÊN VĂN AN", "NGUYỄN VĂN AM", "NGUYỄN VĂN A"]
)
def test_a_changed_letter_is_seen(clean: Image.Image, name: str) -> None:
    other = render(drafted(1, subject=replace(AN, full_name=name)), issue=PRINTED)
    assert not approved.alike(clean, approved.picture(other.pdf))


def test_a_changed_figure_is_seen(clean: Image.Image) -> None:
    other = render(drafted(1), issue=replace(PRINTED, number="128/STP-LLTP"))
    assert not approved.alike(clean, approved.picture(other.pdf))


def test_softer_edges_are_no_difference(clean: Image.Image) -> None:
    """Another version of a library draws the same letters a little lighter or softer."""
    assert approved.alike(clean, clean.filter(ImageFilter.GaussianBlur(0.4)))
    assert approved.alike(clean, clean.point(lambda shade: min(255, shade + 12)))


def test_approved_pictures_are_small_and_of_a_kind_each() -> None:
    files = {path.stem: path.stat().st_size for path in approved.FOLDER.glob("*.png")}
    assert set(files) == set(KINDS)
    assert max(files.values()) < 60_000
