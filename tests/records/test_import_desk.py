"""The desk's pages of imports: who gets in, what is refused where, and that nothing shown runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Office, User
from common.leases import work
from records import import_runs
from records.import_progress import SHOWN
from records.models import ImportRun, Judgment
from tests.records.sent_tables import judgment, table

LIST = reverse("admin:records_importrun_changelist")
NEW = reverse("admin:records_importrun_add")
BACKEND = "django.contrib.auth.backends.ModelBackend"
PAYLOAD = "<script>alert(1)</script>"
SignIn = Callable[[User], Client]


@pytest.fixture
def sign_in() -> SignIn:
    def enter(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        return client

    return enter


def page_of(run: ImportRun, name: str = "change") -> str:
    return reverse(f"admin:records_importrun_{name}", args=[run.pk])


def read_whole(run: ImportRun) -> ImportRun:
    for _part in range(20):
        work(ImportRun, run.pk, import_runs.read_part, lease=import_runs.LEASE)
        run.refresh_from_db()
        if run.is_over:
            return run
    raise AssertionError("the reading does not end")


def sent(client: Client, upload: SimpleUploadedFile, kind: str = "judgments") -> ImportRun:
    answer = client.post(NEW, {"kind": kind, "file": upload})
    assert answer.status_code == 302, answer.context["form"].errors
    run = ImportRun.objects.latest("pk")
    assert answer["Location"] == page_of(run)
    return run


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


def test_a_clerk_sends_a_file_reads_the_report_and_takes_it_in(
    sign_in: SignIn, verifier: User
) -> None:
    client = sign_in(verifier)
    run = sent(client, table(judgment(1), judgment(2), judgment(3, judgment_no="", ghi_chu="x")))
    assert "data-import" in shown(client, page_of(run))
    assert "Nhập thật" not in shown(client, page_of(run))
    read_whole(run)
    page = shown(client, page_of(run))
    for words in ("Nếu nhập tệp này", "ghi_chu", "judgment_no: không được để trống", run.sha256):
        assert words in page
    answer = client.post(page_of(run, "take"))
    real = ImportRun.objects.get(dry_run=False)
    assert answer["Location"] == page_of(real)
    read_whole(real)
    assert Judgment.objects.count() == 2
    listed = shown(client, LIST)
    assert listed.count("ban-an.csv") == 2
    assert run.sha256[:12] in listed
    assert listed.count("Thêm mới <strong>2</strong>") == 2
    assert "Nhập thật</button>" not in shown(client, page_of(run))


def test_a_file_that_was_taken_before_is_said_to_be(sign_in: SignIn, verifier: User) -> None:
    client = sign_in(verifier)
    trial = read_whole(sent(client, table(judgment(1))))
    read_whole(import_runs.take(trial, by=verifier))
    again = read_whole(sent(client, table(judgment(1))))
    assert "Nhập lại không thay đổi gì" in shown(client, page_of(again))
    assert "Nhập lại không thay đổi gì" not in shown(client, page_of(trial))


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("judgments", b"", "Tệp không có dòng nào"),
        ("certificates", b"full_name,judgment_no\nA,1\n", "Tệp thiếu cột: number, issued_on"),
        ("judgments", None, "Hãy chọn tệp"),
        ("", b"full_name,judgment_no\nA,1\n", ""),
        ("khac", b"full_name,judgment_no\nA,1\n", ""),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(
    sign_in: SignIn, verifier: User, kind: str, content: bytes | None, said: str
) -> None:
    body: dict[str, Any] = {"kind": kind}
    if content is not None:
        body["file"] = SimpleUploadedFile("a.csv", content)
    answer = sign_in(verifier).post(NEW, body)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"file" if said else "kind"}
    assert said in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_progress_is_told_to_the_pages_script(sign_in: SignIn, verifier: User) -> None:
    client = sign_in(verifier)
    run = sent(client, table(judgment(1)))
    told = client.get(page_of(run, "progress")).json()
    assert (told["percent"], told["stage"], told["over"]) == (0, "Chờ đến lượt", False)
    read_whole(run)
    told = client.get(page_of(run, "progress")).json()
    assert (told["percent"], told["stage"], told["over"]) == (100, "Đã xong", True)


def test_a_reading_is_stopped_at_its_page(sign_in: SignIn, verifier: User) -> None:
    client = sign_in(verifier)
    run = sent(client, table(judgment(1)))
    client.post(page_of(run, "stop"))
    assert read_whole(run).stage == ImportRun.Stage.STOPPED
    page = shown(client, page_of(run))
    assert "Người yêu cầu dừng" in page
    assert "Nếu nhập tệp này" not in page


def test_the_first_rejected_rows_are_shown_and_all_of_them_handed_out(
    sign_in: SignIn, verifier: User
) -> None:
    bad = [judgment(at, judgment_no="", full_name="=1+1") for at in range(SHOWN + 3)]
    client = sign_in(verifier)
    run = read_whole(sent(client, table(judgment(1), *bad)))
    page = shown(client, page_of(run))
    assert page.count('<td class="import-reason">') == SHOWN
    answer = client.get(page_of(run, "rejected"))
    assert answer["Content-Disposition"] == 'attachment; filename="ban-an.bi-loai.csv"'
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == SHOWN + 3
    assert {row["full_name"] for row in rows} == {"'=1+1"}


CELLS = st.text(
    st.sampled_from("=+-@|\t＝＋－＠'\"<&a1 "), min_size=1, max_size=12
) | st.sampled_from(["=cmd|' /C calc'!A0", "@SUM(1)", "＝1", " =1", '"=1'])


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cell=CELLS)
def test_no_cell_of_the_file_of_rejected_rows_is_a_formula(
    sign_in: SignIn, verifier: User, cell: str
) -> None:
    """Threat 22."""
    client = sign_in(verifier)
    bad = judgment(1, judgment_no="", full_name=cell, address=cell, **{f"{cell} la": cell})
    run = read_whole(sent(client, table(bad)))
    answer = client.get(page_of(run, "rejected"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    for written in (one for line in csv.reader(io.StringIO(text)) for one in line):
        assert not written.startswith(("\t", "\r"))
        assert not written.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_what_a_file_and_its_name_say_is_shown_and_never_run(
    sign_in: SignIn, verifier: User
) -> None:
    """Threat 46: at the desk of a colleague."""
    bad = judgment(1, judgment_no="", full_name=PAYLOAD, **{PAYLOAD: "x"})
    upload = table(bad, name="x.csv")
    upload._name = f"{PAYLOAD}.csv".replace("/", "\u2215")
    run = read_whole(sent(sign_in(verifier), upload))
    ImportRun.objects.filter(pk=run.pk).update(
        refusal=PAYLOAD, converted_from=PAYLOAD, last_error=PAYLOAD
    )
    client = Client()
    client.force_login(verifier, backend=BACKEND)
    for page in (shown(client, page_of(run)), shown(client, LIST)):
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_another_office_sees_nothing_of_it(
    sign_in: SignIn, verifier: User, auditor: User, make_person: Callable[..., User]
) -> None:
    run = read_whole(sent(sign_in(verifier), table(judgment(1, judgment_no=""))))
    other = Office.objects.create(code="STP-99", name="Sở khác", kind=Office.Kind.DEPARTMENT)
    stranger = sign_in(make_person("stranger", "verifier", office=other))
    for name in ("change", "progress", "rejected"):
        assert stranger.get(page_of(run, name)).status_code in {302, 404}
    for name in ("take", "stop"):
        assert stranger.post(page_of(run, name)).status_code == 404
    assert "ban-an.csv" not in shown(stranger, LIST)
    assert not ImportRun.objects.filter(dry_run=False).exists()


def test_an_auditor_sees_that_it_was_done_and_not_the_rows(
    sign_in: SignIn, verifier: User, auditor: User
) -> None:
    run = read_whole(sent(sign_in(verifier), table(judgment(1, judgment_no=""))))
    client = sign_in(auditor)
    assert "ban-an.csv" in shown(client, LIST)
    page = shown(client, page_of(run))
    assert "Nguyễn Văn B" not in page
    assert client.get(page_of(run, "rejected")).status_code == 403
    assert client.get(NEW).status_code == 403
    assert client.post(page_of(run, "take")).status_code == 403


@pytest.mark.parametrize("role", ["receiver", "drafter", "approver", "signer", "administrator"])
def test_others_of_the_office_do_not_open_it(
    sign_in: SignIn, verifier: User, cast: dict[str, User], role: str
) -> None:
    run = read_whole(sent(sign_in(verifier), table(judgment(1))))
    client = sign_in(cast[role])
    for address in (LIST, NEW, page_of(run), page_of(run, "progress")):
        assert client.get(address).status_code == 403
