"""What django-allauth asks us: who may sign up, what is kept of them, what a letter looks like, what is written down."""

import logging
import smtplib
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.actions.people import change_password, confirm_email, note_sign_in, sign_up
from catalog.models import Person

logger = logging.getLogger(__name__)

NO_MATCH = "The handle or e-mail and the password don't match, or the account is closed. An administrator can let you in again or set a new password."
# What allauth says on its own occasions, in our words; what isn't here the pages say themselves.
SAID = {
    "account/messages/password_changed.txt": "Your password is changed.",
    "account/messages/email_confirmed.txt": "{email} is confirmed: you can sign in with it.",
    "account/messages/email_confirmation_failed.txt": "{email} is confirmed by another account already.",
    "account/messages/email_confirmation_sent.txt": "A letter with a link is on its way to {email}.",
}


def allows(domains: tuple[str, ...], email: str) -> bool:
    """Say whether an e-mail may sign up: `domains` are those that may, `*` is any."""
    return "*" in domains or email.rpartition("@")[2].lower() in domains


def way_of(signal_kwargs: dict[str, Any] | None) -> str:
    """Say how somebody came: by password, or by the provider's name."""
    login = (signal_kwargs or {}).get("sociallogin")
    return settings.OIDC_NAME if login else "password"


def vouch(person: Person) -> None:
    """Take the e-mail an administrator gave somebody for theirs: only who signed up by themselves has one to confirm."""
    if person.is_confirmed and person.email:
        known, _ = EmailAddress.objects.get_or_create(user=person, email=person.email.lower(), defaults={"primary": True})
        known.set_verified()


class Confirmation(EmailVerificationStage):  # type: ignore[misc]  # allauth has no types
    """Who signed up confirms the e-mail before coming in; who was let in by an administrator is known already."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Pass, or send the letter again and say so."""
        person = self.login.user
        if isinstance(person, Person) and person.is_confirmed:
            return None, True
        return cast("tuple[HttpResponse | None, bool]", super().handle())


class Door(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's account adapter."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": NO_MATCH,
        "email_password_mismatch": NO_MATCH,
        "too_many_login_attempts": "Too many attempts. Wait five minutes, then try again.",
        "enter_current_password": "This is not your current password.",
        "duplicate_email": "This is your e-mail already.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say whether anybody may sign up by themselves."""
        del request
        return bool(settings.SIGN_UP and settings.SMTP_URL)

    def get_login_stages(self) -> list[str]:
        """Ask for nothing else between the password and the door."""
        return ["config.accounts.adapter.Confirmation"]

    def save_user(self, request: HttpRequest, user: Any, form: Form, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - allauth's signature
        """Keep who signed up."""
        del request, commit
        user.name, user.email = form.cleaned_data["name"], form.cleaned_data["email"]
        user.set_password(form.cleaned_data["password1"])
        sign_up(person=user, way="password")
        return user

    def set_password(self, user: Any, password: str) -> None:
        """Change a password, and write it down."""
        change_password(person=user, password=password)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Note that an e-mail is somebody's."""
        if not super().confirm_email(request, email_address):
            return False
        confirm_email(person=cast("Person", email_address.user), email=email_address.email)
        return True

    def pre_login(self, request: HttpRequest, user: Any, **hints: Any) -> HttpResponse | None:
        """Turn away who is closed out; who has yet to confirm an e-mail goes on to be told so."""
        return super().pre_login(request, user, **hints) if user.is_confirmed else None

    def post_login(self, request: HttpRequest, user: Any, **hints: Any) -> HttpResponse:
        """Write down that somebody came in."""
        note_sign_in(person=user, way=way_of(hints.get("signal_kwargs")))
        answer: HttpResponse = super().post_login(request, user, **hints)
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave a line in the log, for whoever watches it; never the password."""
        logger.warning("sign-in refused for %r from %s", credentials.get("username", "")[:60], self.get_client_ip(request))

    def send_password_reset_mail(self, user: Any, email: str, about: dict[str, Any]) -> None:
        """Send the link; the demo's people have no mailbox and no password."""
        if not user.is_demo:
            super().send_password_reset_mail(user, email, about)

    def send_mail(self, template_prefix: str, email: str, about: dict[str, Any]) -> None:
        """Send a letter. Where the mail server doesn't take it the answer is a page that says so."""
        try:
            super().send_mail(template_prefix, email, about)
        except (OSError, smtplib.SMTPException) as error:
            logger.exception("the letter %s was not sent", template_prefix)
            raise ImmediateHttpResponse(render(context.request, "errors/no_mail.html", status=503)) from error

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any) -> None:
        """Say in our words what is worth saying."""
        words = more.get("message") or SAID.get(message_template or "")
        about = args[0] if args else more.get("message_context")
        if words:
            messages.add_message(request, level, words.format(**(about or {})))


def door() -> Door:
    """Give the adapter for the request being answered."""
    return Door(context.request)
