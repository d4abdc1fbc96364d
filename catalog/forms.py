"""Plain forms of the catalog's pages."""

import re
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from catalog.models import Asset, Domain, Person, Role, Team, Term
from catalog.models.asset import Lifecycle, Sensitivity
from catalog.models.people import Dates, KeyScope

LONG = forms.Textarea(attrs={"rows": 6})
LINES = forms.Textarea(attrs={"rows": 3})
MARKDOWN = "Markdown: **bold**, `code`, lists, tables, links. An empty line starts a paragraph."
NO_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


def what_is_wrong(form: forms.Form) -> str:
    """Say every error of a form in one line, for a message instead of the form again."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


class DescribeAsset(forms.Form):
    """What an asset is, in people's words."""

    title = forms.CharField(
        max_length=200, required=False, label="Plain-language name", help_text="As colleagues say it: “Orders, one row per order”."
    )
    purpose = forms.CharField(max_length=300, required=False, help_text="One sentence: what it is for.")
    description = forms.CharField(required=False, max_length=100_000, widget=LONG, help_text=MARKDOWN)


class AdviseOnAsset(forms.Form):
    """What whoever thinks of using an asset should know."""

    best_for = forms.CharField(required=False, max_length=2_000, widget=LINES, label="Best for", help_text="A line each.")
    not_for = forms.CharField(required=False, max_length=2_000, widget=LINES, label="Not for", help_text="A line each.")
    conditions = forms.CharField(
        required=False, max_length=5_000, widget=LINES, label="Terms of use", help_text="Licence, cost, limits. Markdown."
    )
    sensitivity = forms.ChoiceField(required=False, choices=[("", "Not said"), *Sensitivity.choices])


class GovernAsset(forms.Form):
    """Who answers for an asset and how far it has come."""

    domain = forms.ModelChoiceField(Domain.objects.none(), required=False, empty_label="No domain")
    owner_team = forms.ModelChoiceField(Team.objects.order_by("name"), required=False, empty_label="No team")
    steward = forms.ModelChoiceField(Person.objects.filter(is_active=True).order_by("name"), required=False, empty_label="Nobody")
    lifecycle = forms.ChoiceField(choices=Lifecycle.choices)
    successor = forms.IntegerField(
        required=False, label="Successor (asset number)", help_text="The number in the successor's address; for deprecated assets."
    )

    def __init__(self, *args: Any, domains: QuerySet[Domain], assets: QuerySet[Asset], **kwargs: Any) -> None:
        """Offer the domains where this person may place assets."""
        super().__init__(*args, **kwargs)
        field = self.fields["domain"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = domains
        self.assets = assets

    def clean_successor(self) -> Asset | None:
        """Find the successor among the assets this person may see."""
        number = self.cleaned_data["successor"]
        if number is None:
            return None
        found = self.assets.filter(pk=number).first()
        if found is None:
            raise forms.ValidationError(f"There is no asset {number} that you may see.")
        return found


class DomainForm(forms.Form):
    """A domain."""

    name = forms.CharField(max_length=120)
    slug = forms.SlugField(max_length=60, label="Short name", help_text="Used in its address; can't be changed later.")
    description = forms.CharField(required=False, max_length=10_000, widget=LONG)
    owner_team = forms.ModelChoiceField(Team.objects.order_by("name"), required=False, empty_label="No team")
    is_restricted = forms.BooleanField(required=False, label="Restricted", help_text="Only people with a role here see its assets.")
    ticket_url = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        label="Ticket system",
        help_text="Where access is asked for, if not here: https://tickets.example/new?asset={name}. {asset}, {name} and {id} are filled in.",
    )

    def clean_ticket_url(self) -> str:
        """Take only addresses that are safe to send people to."""
        address: str = self.cleaned_data["ticket_url"]
        if address and not address.startswith("https://"):
            raise forms.ValidationError("Use an address that begins with https://.")
        return address

    def __init__(self, *args: Any, domain: Domain | None = None, **kwargs: Any) -> None:
        """Drop the short name when an existing domain is changed."""
        super().__init__(*args, **kwargs)
        if domain is not None:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        """Refuse a short name in use."""
        slug: str = self.cleaned_data["slug"]
        if Domain.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Another domain has this short name.")
        return slug


class RoleForm(forms.Form):
    """A role for a person or a team."""

    holder = forms.CharField(label="Person or team")
    role = forms.ChoiceField(choices=Role.choices)

    def clean_holder(self) -> Person | Team:
        """Find the handle of a person or the short name of a team."""
        name = self.cleaned_data["holder"].strip()
        holder = Person.objects.filter(handle__iexact=name, is_active=True).first() or Team.objects.filter(slug__iexact=name).first()
        if holder is None:
            raise forms.ValidationError(f"Nobody has the handle {name!r}, and no team the short name.")
        return holder


class TeamForm(forms.Form):
    """A team."""

    name = forms.CharField(max_length=120)
    slug = forms.SlugField(max_length=60, label="Short name", help_text="Used in its address; can't be changed later.")
    description = forms.CharField(required=False, max_length=10_000, widget=LONG)
    contact = forms.CharField(required=False, max_length=200, help_text="Where to reach the team: a channel, a mailbox.")

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        """Drop the short name when an existing team is changed."""
        super().__init__(*args, **kwargs)
        if team is not None:
            del self.fields["slug"]

    def clean_slug(self) -> str:
        """Refuse a short name in use."""
        slug: str = self.cleaned_data["slug"]
        if Team.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Another team has this short name.")
        return slug


class MemberForm(forms.Form):
    """A member, by handle."""

    handle = forms.CharField(label="Handle")
    is_lead = forms.BooleanField(required=False, label="Leads the team")

    def clean_handle(self) -> Person:
        """Find who is meant."""
        handle = self.cleaned_data["handle"].strip()
        found = Person.objects.filter(handle__iexact=handle, is_active=True).first()
        if found is None:
            raise forms.ValidationError(f"Nobody active has the handle {handle!r}.")
        return found


class KeyForm(forms.Form):
    """A new API key."""

    EXPIRIES: ClassVar[list[tuple[str, str]]] = [("30", "in 30 days"), ("90", "in 90 days"), ("365", "in a year"), ("", "never")]

    name = forms.CharField(max_length=120, help_text="What uses it: “airflow production”.")
    scopes = forms.MultipleChoiceField(choices=KeyScope.choices, widget=forms.CheckboxSelectMultiple, initial=[KeyScope.INGEST])
    team = forms.ModelChoiceField(Team.objects.none(), required=False, empty_label="No team")
    expires = forms.ChoiceField(choices=EXPIRIES, required=False, label="Expires", initial="365")

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        """Offer the teams this person is in."""
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = teams


class PersonForm(forms.Form):
    """Somebody new."""

    name = forms.CharField(max_length=120)
    handle = forms.SlugField(max_length=60, help_text="What they sign in with.")
    email = forms.EmailField(required=False, label="E-mail")
    title = forms.CharField(max_length=120, required=False, help_text="What they do, in their words.")
    password = forms.CharField(
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least ten characters. They can change it.",
    )

    def clean_handle(self) -> str:
        """Refuse a handle in use, whatever its case."""
        handle: str = self.cleaned_data["handle"]
        if Person.objects.filter(handle__iexact=handle).exists():
            raise forms.ValidationError("That handle is taken.")
        return handle


class ProfileForm(forms.Form):
    """What somebody says of themselves."""

    name = forms.CharField(max_length=120)
    title = forms.CharField(
        max_length=120, required=False, label="What you do", help_text="In your words, for people who look for somebody."
    )
    time_zone = forms.ChoiceField(required=False, help_text="Times on pages are told in it; contracts keep their own.")
    dates = forms.ChoiceField(choices=Dates.choices, label="Dates")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the time zones that have a place in their name, and UTC."""
        super().__init__(*args, **kwargs)
        field = self.fields["time_zone"]
        if isinstance(field, forms.ChoiceField):
            places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(NO_PLACES))
            field.choices = [("", f"That of this installation ({settings.TIME_ZONE})"), ("UTC", "UTC"), *((zone, zone) for zone in places)]


class TermForm(forms.Form):
    """A term of the glossary."""

    name = forms.CharField(max_length=120, label="Word", help_text="As people say it: “Customer”, “Net revenue”.")
    domain = forms.ModelChoiceField(
        Domain.objects.none(), help_text="Where it means this. The same word may mean something else elsewhere."
    )
    definition = forms.CharField(required=False, max_length=100_000, widget=LONG, help_text=MARKDOWN)
    synonyms = forms.CharField(
        required=False, max_length=2_000, help_text="Other words for it, with commas between: search finds it by them."
    )
    state = forms.ChoiceField(choices=Term.State.choices, initial=Term.State.DRAFT)
    owner = forms.ModelChoiceField(Person.objects.filter(is_active=True).order_by("name"), required=False, empty_label="Nobody")

    def __init__(self, *args: Any, domains: QuerySet[Domain], may_settle: bool, has_domain: bool = False, **kwargs: Any) -> None:
        """Offer domains for a new term; only stewards settle a definition."""
        super().__init__(*args, **kwargs)
        field = self.fields["domain"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = domains
        if has_domain:
            del self.fields["domain"]
        if not may_settle:
            del self.fields["state"]

    def clean_synonyms(self) -> list[str]:
        """Split at commas, semicolons and line ends."""
        said: str = self.cleaned_data["synonyms"]
        return [word.strip()[:120] for word in re.split(r"[,;\n]", said) if word.strip()]


class ListForm(forms.Form):
    """A list of assets."""

    name = forms.CharField(max_length=120)
    description = forms.CharField(required=False, max_length=300, label="What for")
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, empty_label="Nobody: it is mine", label="Shared with", help_text="A team may add and remove."
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        """Offer the teams its owner is in."""
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = teams
