"""The steward's desk: targets and hours that set clocks, turns of a rota, saved views, reply templates."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from catalog.models import Domain, Person
from feedback.clocks import Hours
from feedback.models.case import Severity


class ServiceTarget(models.Model):
    """How soon cases of a severity get a first reply and a solution, in hours of work; per domain, or for all (no domain)."""

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, null=True, related_name="service_targets", db_index=False)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    reply_hours = models.FloatField()
    solve_hours = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["domain", "severity"], nulls_distinct=False, name="domain_has_one_target_per_severity"),
            models.CheckConstraint(
                condition=Q(reply_hours__gt=0) & Q(solve_hours__gte=F("reply_hours")), name="reply_comes_before_solution"
            ),
        ]

    def __str__(self) -> str:
        """Say the hours."""
        return f"{self.severity}: {self.reply_hours:g} h / {self.solve_hours:g} h"


class WorkHours(models.Model):
    """When clocks run: weekdays (1 Monday … 7 Sunday) and hours in a time zone, less holidays; per domain, or for all."""

    domain = models.OneToOneField(Domain, on_delete=models.CASCADE, null=True, related_name="work_hours")
    time_zone = models.CharField(max_length=60, default="UTC")
    weekdays = models.JSONField(default=list)
    opens = models.TimeField()
    closes = models.TimeField()
    holidays = models.JSONField(default=list, help_text="ISO dates.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="work_day_ends_after_it_begins")]

    def __str__(self) -> str:
        """Say the hours."""
        return f"{self.opens:%H:%M} to {self.closes:%H:%M} {self.time_zone}"

    def hours(self) -> Hours:
        """Give them to clocks."""
        holidays = frozenset(date.fromisoformat(day) for day in self.holidays)
        return Hours(self.time_zone, frozenset(self.weekdays), self.opens, self.closes, holidays)


class RotaTurn(models.Model):
    """Whose turn it is at a domain's desk, from a day to a day (inclusive)."""

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="rota", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="turns")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="turn_ends_after_it_starts")]
        indexes = [models.Index(fields=["domain", "starts_on"], name="turn_by_domain")]

    def __str__(self) -> str:
        """Say who and when."""
        return f"{self.person} {self.starts_on} to {self.ends_on}"


class SavedView(models.Model):
    """A named filter of the inbox."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_views", db_index=False)
    name = models.CharField(max_length=80)
    query = models.TextField(help_text="The inbox's query string.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="person_names_a_view_once")]

    def __str__(self) -> str:
        """Say its name."""
        return self.name


class ReplyTemplate(models.Model):
    """A reply with blanks: {{reporter}}, {{asset}}, {{run}}, {{next_run}}. Of a domain, or for all."""

    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, null=True, related_name="reply_templates", db_index=False)
    name = models.CharField(max_length=80)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["domain", "name"], nulls_distinct=False, name="domain_names_a_template_once")]

    def __str__(self) -> str:
        """Say its name."""
        return self.name
