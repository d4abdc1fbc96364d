"""Pages at the front door, and inviting somebody through it."""

from typing import Any

from allauth.account import views as theirs
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator

from catalog.actions.people import CannotInvite, invite_person
from catalog.models import Person
from catalog.views.access import person_of, require_administrator
from config.accounts import forms
from config.accounts.adapter import door, vouch

NO_MAIL = "No mail server is set up here, so no letter can be sent. Ask an administrator."


class Says422:
    """What was sent and is wrong comes back as 422, as everywhere in the house."""

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show the form again."""
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=422)  # type: ignore[attr-defined]
        return page


class NeedsMail:
    """Pages that end in a letter say so where none can be sent."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse without a mail server."""
        if not settings.SMTP_URL:
            raise PermissionDenied(NO_MAIL)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class SignIn(Says422, theirs.LoginView):  # type: ignore[misc]  # allauth has no types
    """Ask who is there; in the demo, offer its people."""

    form_class = forms.SignIn

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the form; while nobody exists, the page that makes the first administrator."""
        if not Person.objects.exists():
            return redirect("set-up")
        answer: HttpResponseBase = super().get(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whom the demo offers, and the other ways in."""
        demo = Person.objects.filter(is_demo=True, is_active=True).order_by("-is_administrator", "name") if settings.DEMO else ()
        ways = {
            "cast": demo,
            "provider": settings.OIDC_NAME if settings.OIDC_URL else "",
            "may_sign_up": bool(settings.SIGN_UP and settings.SMTP_URL),
            "may_reset": bool(settings.SMTP_URL),
        }
        page: dict[str, Any] = super().get_context_data(**kwargs)
        return page | ways


class SignOut(theirs.LogoutView):  # type: ignore[misc]  # allauth has no types
    """End the session; not by a link, which another site could hold."""

    http_method_names = ("post",)


class SignUp(Says422, theirs.SignupView):  # type: ignore[misc]  # allauth has no types
    """Let somebody in who comes by themselves, where the operator allows it."""

    form_class = forms.SignUp


@method_decorator(login_not_required, name="dispatch")
class ForgottenPassword(NeedsMail, Says422, theirs.PasswordResetView):  # type: ignore[misc]  # allauth has no types
    """Send a link to choose a new password."""

    form_class = forms.ForgottenPassword


class FirstPassword(Says422, theirs.PasswordResetFromKeyView):  # type: ignore[misc]  # allauth has no types
    """Choose a new password by a letter's link."""

    form_class = forms.FirstPassword


class NewPassword(Says422, theirs.PasswordChangeView):  # type: ignore[misc]  # allauth has no types
    """Change one's password."""

    form_class = forms.NewPassword
    success_url = "/me/"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say so to who has none: the demo's people, and who comes by the provider."""
        if not person_of(request).has_usable_password():
            raise PermissionDenied("You have no password here: you come in another way.")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class NewEmail(NeedsMail, Says422, theirs.EmailView):  # type: ignore[misc]  # allauth has no types
    """Change one's e-mail: it holds once it is confirmed."""

    form_class = forms.NewEmail

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Know the e-mail there is, so that it stays until the new one is confirmed."""
        person = person_of(request)
        if person.is_demo:
            raise PermissionDenied("The demo's people have no mailbox.")
        vouch(person)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by e-mail; asked for as a piece of the People page, give the form alone."""
    require_administrator(person_of(request))
    if not settings.SMTP_URL:
        return HttpResponse(status=204)
    form = forms.Invitation(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite_person(**form.cleaned_data)
        except CannotInvite as error:
            form.add_error("email", str(error))
        else:
            send_invitation(request, invited)
            messages.success(request, f"A letter is on its way to {invited.email}. They will sign in as {invited.handle}.")
            return redirect("people")
    piece = "account/invite_card.html" if request.htmx else "account/invite.html"  # type: ignore[attr-defined]
    return render(request, piece, {"form": form}, status=422 if form.is_bound else 200)


def send_invitation(request: HttpRequest, person: Person) -> None:
    """Send the link by which somebody chooses their first password."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    url = door().get_reset_password_from_key_url(key)
    door().send_mail("account/email/invitation", person.email, {"invited": person, "by": request.user, "url": url})
