"""Single sign-on by OpenID Connect: who comes in by it, and its two addresses. The protocol's library is imported when somebody uses it."""

import logging
from typing import Any, cast

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from catalog.actions.people import sign_up
from catalog.models import Person
from config.accounts.adapter import allows, vouch

logger = logging.getLogger(__name__)


class ProviderDoor(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth's adapter for other sites' accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Say whether somebody may come in for the first time: their e-mail is vouched for, and of those that may."""
        del request
        return any(address.verified and allows(settings.OIDC_SIGN_UP, address.email) for address in sociallogin.email_addresses)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Take the e-mail an administrator gave somebody for theirs; else allauth would take away their password."""
        del request
        person = sociallogin.user
        if isinstance(person, Person) and person.pk and not sociallogin.account.pk:
            vouch(person)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """Take the name the provider knows."""
        person = cast("Person", super().populate_user(request, sociallogin, data))
        parts = (data.get("first_name"), data.get("last_name"))
        person.name = (data.get("name") or " ".join(part for part in parts if part))[:120]
        return person

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: object = None) -> Any:
        """Keep somebody who comes in for the first time."""
        del form
        person = cast("Person", sociallogin.user)
        person.set_unusable_password()
        sign_up(person=person, way=settings.OIDC_NAME)
        sociallogin.save(request)
        return person

    def on_authentication_error(
        self, request: HttpRequest, provider: object, error: object = None, exception: object = None, extra_context: object = None
    ) -> None:
        """Leave a line in the log: the page tells the browser nothing."""
        del request, provider, extra_context
        logger.warning("single sign-on refused: %s %r", error or "", exception)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: object) -> str:
        """Go back to one's account."""
        del request, socialaccount
        return reverse("me")


@login_not_required
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to the provider."""
    return _with_the_provider("login", request, provider_id)


@login_not_required
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take whom the provider sends back; a stranger's or an old answer is refused."""
    return _with_the_provider("callback", request, provider_id)


def _with_the_provider(step: str, request: HttpRequest, provider_id: str) -> HttpResponse:
    """Do a step of the protocol; a provider that doesn't answer is a page, not an error."""
    if not settings.OIDC_URL:
        raise Http404
    from allauth.socialaccount.providers.openid_connect import views

    try:
        return cast("HttpResponse", getattr(views, step)(request, provider_id))
    except OSError:  # what the library it asks with raises is one, always
        logger.exception("single sign-on: %s doesn't answer", settings.OIDC_URL)
        return render(request, "socialaccount/authentication_error.html", status=503)
