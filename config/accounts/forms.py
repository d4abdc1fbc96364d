"""The forms at the front door: allauth's, with one password field and our words."""

from typing import Any

from allauth.account import forms as theirs
from django import forms
from django.conf import settings

from config.accounts.adapter import allows

LEAST = "At least ten characters."


def plain(form: forms.Form, **labels: str) -> None:
    """Label fields, without placeholders: a label that vanishes helps nobody. A field labelled with nothing is left out."""
    for name, label in labels.items():
        if not label:
            form.fields.pop(name, None)
            continue
        field = form.fields[name]
        field.label, field.help_text = label, LEAST if name == "password1" else ""
        field.widget.attrs.pop("placeholder", None)


class SignIn(theirs.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Handle or e-mail, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word it."""
        super().__init__(*args, **kwargs)
        plain(self, login="Handle or e-mail", password="Password")  # noqa: S106 - a label
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}


class SignUp(theirs.SignupForm):  # type: ignore[misc]  # allauth has no types
    """Name, e-mail, password; the handle is made of the e-mail."""

    field_order = ("name", "email", "password1")
    name = forms.CharField(max_length=120, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word it."""
        super().__init__(*args, **kwargs)
        plain(self, email="E-mail", password1="Password")
        if "*" not in settings.SIGN_UP:
            self.fields["email"].help_text = f"Ending in @{' or @'.join(settings.SIGN_UP)}."

    def clean_email(self) -> str:
        """Take e-mails of the domains that may sign up."""
        if not allows(settings.SIGN_UP, self.cleaned_data["email"]):
            raise forms.ValidationError(f"Only e-mails ending in @{' or @'.join(settings.SIGN_UP)} may sign up. Ask to be invited.")
        return str(super().clean_email())


class NewEmail(theirs.AddEmailForm):  # type: ignore[misc]  # allauth has no types
    """Another e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word it."""
        super().__init__(*args, **kwargs)
        plain(self, email="New e-mail")


class NewPassword(theirs.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The old password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word it."""
        super().__init__(*args, **kwargs)
        plain(self, oldpassword="Current password", password1="New password", password2="")


class ForgottenPassword(theirs.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """The e-mail to send a link to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word it."""
        super().__init__(*args, **kwargs)
        plain(self, email="Your e-mail")


class FirstPassword(theirs.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    """A new password, or the first one of who was invited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Word it."""
        super().__init__(*args, **kwargs)
        plain(self, password1="New password", password2="")


class Invitation(forms.Form):
    """Whom to invite."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail")
    title = forms.CharField(max_length=120, required=False, help_text="What they do, in their words.")
