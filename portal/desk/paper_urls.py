"""The addresses of the desk of letters, inside the admin."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, path

from portal.desk import paper_answers, paper_confirming, paper_posting, paper_views


def paper_pages() -> list[URLPattern]:
    view = admin.site.admin_view
    desk, answer = "cong-van/", "cong-van/tra-loi/<int:pk>/"
    return [
        path(desk, view(paper_views.desk), name="paper_desk"),
        path(f"{desk}quet/", view(paper_views.open_by_code), name="paper_open"),
        path(f"{desk}in/", view(paper_views.print_chosen), name="paper_print"),
        path(f"{desk}in/<int:pk>/", view(paper_views.run), name="paper_run"),
        path(f"{desk}in/<int:pk>/cong-van.pdf", view(paper_views.sheets), name="paper_sheets"),
        path(f"{desk}<int:pk>/ban-luu.pdf", view(paper_views.copy), name="paper_letter"),
        path(f"{desk}in-lai/<int:pk>/", view(paper_views.print_again), name="paper_print_again"),
        path(f"{desk}gui/<int:pk>/", view(paper_posting.post), name="paper_post"),
        path(f"{desk}phong-bi/<int:pk>/", view(paper_posting.envelope), name="paper_envelope"),
        path(f"{desk}nhan/<int:pk>/", view(paper_answers.take_in), name="paper_take_in"),
        path(answer, view(paper_answers.answer), name="paper_answer"),
        path(f"{answer}xac-nhan/", view(paper_confirming.confirm), name="paper_confirm"),
        path(f"{answer}bo/", view(paper_answers.discard), name="paper_discard"),
        path(f"{answer}ban-quet/", view(paper_answers.scan), name="paper_scan"),
    ]
