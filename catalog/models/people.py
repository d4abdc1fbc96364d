"""People, teams and the keys their pipelines use."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils.crypto import salted_hmac


class PersonManager(BaseUserManager["Person"]):
    """Django's `createsuperuser` asks for exactly this."""

    def create_superuser(self, handle: str, password: str, **fields: Any) -> "Person":
        """Make an instance administrator."""
        person = Person(handle=handle, is_administrator=True, **fields)
        person.set_password(password)
        person.save()
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Handles are matched whatever their case."""
        return self.get(handle=(username or "").lower())


class Dates(models.TextChoices):
    """How somebody likes to read a day."""

    WORDS = "words", "21 Nov 2026"
    ISO = "iso", "2026-11-21"


class Person(AbstractBaseUser):
    """Somebody who signs in.

    Who signed up is neither confirmed nor active until their e-mail is; a closed account is confirmed and not active.
    """

    handle = models.SlugField(max_length=60, unique=True, help_text="Lower case; what they sign in with.")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    title = models.CharField(max_length=120, blank=True, help_text="What they do, in their words.")
    is_active = models.BooleanField(default=True, db_default=True)
    is_administrator = models.BooleanField(default=False, db_default=False)
    is_demo = models.BooleanField(default=False, db_default=False)
    joined_at = models.DateTimeField(db_default=Now())
    is_confirmed = models.BooleanField(default=True, db_default=True, help_text="Not yet for who signed up and has an e-mail to confirm.")
    time_zone = models.CharField(max_length=60, blank=True, default="", db_default="", help_text="Empty: that of the installation.")
    dates = models.CharField(max_length=8, choices=Dates.choices, default=Dates.WORDS, db_default=Dates.WORDS)
    sign_outs = models.IntegerField(
        default=0, db_default=0, help_text="How often they signed out everywhere; part of what a session is bound to."
    )
    unread = models.IntegerField(default=0, db_default=0, help_text="Notices not read yet, for the bar on top of every page.")

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "email"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(handle=Lower("handle")), name="handle_is_lower_case"),
            models.CheckConstraint(condition=Q(is_confirmed=True) | Q(is_active=False), name="who_is_active_is_confirmed"),
        ]

    def __str__(self) -> str:
        """Say the name people know them by."""
        return self.name or self.handle

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to the password, as Django does, and to having signed out everywhere since."""
        bound = f"{self.password}{self.sign_outs or ''}"
        return salted_hmac("catalog.Person.sessions", bound, secret=secret, algorithm="sha256").hexdigest()


class Team(models.Model):
    """People who answer for assets together."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    contact = models.CharField(max_length=200, blank=True, help_text="Where to reach the team: a channel, a mailbox.")
    is_demo = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        """Say the team's name."""
        return self.name


class Membership(models.Model):
    """A person's place in a team."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(default=False, db_default=False)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="person_joins_a_team_once")]

    def __str__(self) -> str:
        """Name both sides."""
        return f"{self.person} in {self.team}"


class KeyScope(models.TextChoices):
    """What a key may do."""

    INGEST = "ingest", "Post events"
    READ = "read", "Read everything its team may see"
    WRITE = "write", "Change what its team may change"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Filters of keys."""

    def usable(self, at: datetime) -> Self:
        """Keep the keys that open something at that time."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=at), revoked_at=None)


class ApiKey(models.Model):
    """A pipeline's key: only its digest is kept, the secret was shown once."""

    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="api_keys")
    digest = models.BinaryField(max_length=32, unique=True)
    ending = models.CharField(max_length=4)
    scopes = ArrayField(models.CharField(max_length=10, choices=KeyScope.choices))
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(scopes=[]), name="api_key_opens_something")]

    def __str__(self) -> str:
        """Name the key without giving it away."""
        return f"{self.name} (…{self.ending})"
