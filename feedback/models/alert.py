"""Alerts: what a person hears, over which channels, and every delivery with its result."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Person, Team
from feedback.models.happening import Happening, Hook


class Channel(models.Model):
    """A way to reach a person or a team outside these pages. `secret` is encrypted: addresses may carry tokens."""

    class Kind(models.TextChoices):
        """How."""

        EMAIL = "email", "E-mail"
        SLACK = "slack", "Slack"
        TEAMS = "teams", "Microsoft Teams"
        WEBHOOK = "webhook", "Webhook"
        PAGERDUTY = "pagerduty", "PagerDuty"
        APPRISE = "apprise", "Apprise"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="channels")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="channels")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80)
    shown = models.CharField(max_length=200, blank=True, db_default="", help_text="What may be seen of it: a host, a masked address.")
    secret = models.BinaryField(help_text="Address, URL or key, encrypted.")
    reasons = models.JSONField(default=list, help_text="Which reasons use it; empty for all.")
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.TextField(blank=True, db_default="")
    failing_since = models.DateTimeField(null=True, help_text="First failure since the last success.")
    resting_until = models.DateTimeField(null=True, help_text="After a failure nothing is tried before.")
    last_result = models.TextField(blank=True, db_default="")
    last_seconds = models.FloatField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, team=None) | Q(person=None, team__isnull=False), name="channel_has_one_owner"
            )
        ]

    def __str__(self) -> str:
        """Say its name."""
        return self.name


class Preference(models.Model):
    """When a person wants to hear: quiet hours in their own time zone, at once or in a digest."""

    class Pace(models.TextChoices):
        """How soon."""

        AT_ONCE = "at_once", "At once"
        DAILY = "daily", "Once a day"
        WEEKLY = "weekly", "Once a week"

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="preference")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    pace = models.CharField(max_length=8, choices=Pace.choices, default=Pace.AT_ONCE, db_default=Pace.AT_ONCE)
    digest_at = models.TimeField(default="08:00")
    muted = models.JSONField(default=list, help_text="Reasons not wanted.")
    report_on = models.CharField(
        max_length=80, blank=True, default="", db_default="", help_text="Whose DataOps report comes weekly: `*` all one may see, a domain's slug, empty: none."
    )  # fmt: skip
    reported_week = models.DateField(null=True, help_text="The Monday whose report went out last: it goes out once.")

    def __str__(self) -> str:
        """Say the pace."""
        return self.pace


class Matter(models.Model):
    """One thread of news: a deviation, a case, a proposal. Its messages are updated and resolved in place."""

    key = models.CharField(max_length=80, unique=True, help_text="`deviation/17`, `case/4`: also the key PagerDuty joins by.")
    title = models.TextField()
    url = models.TextField()
    severity = models.CharField(max_length=8, db_default="error")
    opened_at = models.DateTimeField(db_default=Now())
    resolved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Say what it is about."""
        return self.title


class Notice(models.Model):
    """Something one person should know, as shown on these pages; `reason` says why they hear of it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices", db_index=False)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="notices")
    reason = models.CharField(max_length=20)
    words = models.TextField()
    asset_id = models.BigIntegerField(null=True, help_text="What one must be allowed to see to read it; null: nothing, it is theirs.")
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(F("person"), F("at").desc(), name="notice_newest_first"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        """Say the words."""
        return self.words


class Delivery(models.Model):
    """One message to one channel or hook: queued with the news in one transaction, claimed by a conditional update, its result kept."""

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", "Queued"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed for good"
        DROPPED = "dropped", "Not sent"

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="deliveries", db_index=False)
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, null=True, related_name="deliveries")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, related_name="deliveries")
    happening = models.ForeignKey(Happening, on_delete=models.CASCADE, null=True, related_name="deliveries")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, null=True, related_name="deliveries")
    content = models.JSONField(help_text="What is told, before it takes the channel's form.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED, db_default=State.QUEUED)
    queued_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(db_default=Now(), help_text="Back-off, quiet hours, digest.")
    attempts = models.IntegerField(default=0, db_default=0)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)
    status_code = models.IntegerField(null=True)
    result = models.TextField(blank=True, db_default="", help_text="What the other side said, shortened; never an address.")
    thread = models.TextField(blank=True, db_default="", help_text="The other side's name for the message, to update it in place.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__isnull=False, hook=None) | Q(channel=None, hook__isnull=False), name="delivery_has_one_receiver"
            )
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="queued"), name="delivery_due"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="delivery_claimed"),
            models.Index(F("queued_at").desc(), F("id"), name="delivery_newest_first"),
            models.Index(fields=["channel", "matter"], name="delivery_by_thread"),
        ]

    def __str__(self) -> str:
        """Say where it stands."""
        return self.state
