"""The addresses of signing many, printing and the issue book, inside the admin."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, path

from portal.desk import batch_signing, book, prints


def issue_pages() -> list[URLPattern]:
    view = admin.site.admin_view
    signing, print_, book_ = "ky/", "in-phieu/", "so-cap-phieu/"
    return [
        path(signing, view(batch_signing.signings), name="desk_signings"),
        path(f"{signing}<int:pk>/", view(batch_signing.signing), name="desk_signing"),
        path(f"{signing}<int:pk>/dung/", view(batch_signing.stop), name="desk_signing_stop"),
        path(print_, view(prints.desk), name="print_desk"),
        path(f"{print_}in/", view(prints.print_chosen), name="print_chosen"),
        path(f"{print_}<int:pk>/", view(prints.run), name="print_run"),
        path(f"{print_}<int:pk>/phieu.pdf", view(prints.sheets), name="print_sheets"),
        path(f"{print_}lai/<int:pk>/", view(prints.print_again), name="print_again"),
        path(book_, view(book.page), name="issue_book"),
        path(f"{book_}lay-ra/", view(book.take), name="issue_book_take"),
    ]
