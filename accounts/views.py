"""The door for those who work here; a citizen needs no account."""

from django.contrib.auth.views import LoginView

from accounts.forms import LoginForm


class Login(LoginView):
    """Đăng nhập: after it, everybody comes to where they were going, or to their own desk.

    Who is in already is asked all the same: an applicant's session has an account without a desk.
    """

    template_name = "accounts/login.html"
    authentication_form = LoginForm
