"""Addresses of the front door: ours, under the names django-allauth looks for."""

from allauth.account import views as theirs
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from config.accounts import single_sign_on, views


class Base36(StringConverter):
    """A number as allauth writes it into a letter's link."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")

pages = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/closed/", theirs.account_inactive, name="account_inactive"),
    path("sign-in/with/<slug:provider_id>/", single_sign_on.begin, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", single_sign_on.come_back, name="openid_connect_callback"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("sign-up/", views.SignUp.as_view(), name="account_signup"),
    path("sign-up/confirm/", theirs.email_verification_sent, name="account_email_verification_sent"),
    path("sign-up/confirm/<str:key>/", theirs.confirm_email, name="account_confirm_email"),
    path("password/forgotten/", views.ForgottenPassword.as_view(), name="account_reset_password"),
    path("password/sent/", theirs.password_reset_done, name="account_reset_password_done"),
    path("password/<base36:uidb36>-<str:key>/", views.FirstPassword.as_view(), name="account_reset_password_from_key"),
    path("password/changed/", theirs.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("me/password/", views.NewPassword.as_view(), name="account_change_password"),
    path("me/email/", views.NewEmail.as_view(), name="account_email"),
    path("people/invite/", views.invite, name="person-invite"),
]
