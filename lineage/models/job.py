"""Jobs: what reads and writes assets."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from catalog.models import Domain, Namespace, Person, Team

WRITES = "output"  # models.run.Direction.OUTPUT; that module imports this one


class JobQuerySet(models.QuerySet["Job"]):
    """Filters of jobs."""

    def hidden_from(self, person: Person | None) -> Self:
        """Keep the jobs whose very name may give away an asset that this person may not see: they write it, or write nothing and read it."""
        hidden = Domain.objects.exclude(pk__in=Domain.objects.visible_to(person).values("pk"))
        writes = Exists(Job.objects.filter(pk=OuterRef("pk"), datasets__direction=WRITES))
        return self.filter(Q(datasets__direction=WRITES) | ~writes, datasets__asset__domain__in=hidden)

    def visible_to(self, person: Person | None) -> Self:
        """Leave those jobs out; administrators see all."""
        if person is not None and person.is_administrator:
            return self
        return self.exclude(pk__in=Job.objects.hidden_from(person).values("pk"))

    def for_listing(self) -> Self:
        """Join what a row of jobs shows."""
        return self.select_related("namespace", "owner_team", "latest_run")


class Job(models.Model):
    """A recurring process, as its events name it. `declared_…_at`: newest JobEvent that stated that side."""

    namespace = models.ForeignKey(Namespace, on_delete=models.PROTECT, related_name="jobs", db_index=False)
    name = models.TextField()
    kind = models.CharField(max_length=100, blank=True, db_default="")
    integration = models.CharField(max_length=100, blank=True, db_default="")
    processing = models.CharField(max_length=40, blank=True, db_default="")
    reported_description = models.TextField(blank=True, db_default="")
    source_url = models.TextField(blank=True, db_default="")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="children")
    owner_team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="jobs")
    latest_run = models.ForeignKey("lineage.Run", on_delete=models.SET_NULL, null=True, related_name="+")
    first_seen_at = models.DateTimeField(null=True, help_text="Event time.")
    last_seen_at = models.DateTimeField(null=True, help_text="Event time.")
    declared_inputs_at = models.DateTimeField(null=True)
    declared_outputs_at = models.DateTimeField(null=True)
    said = models.JSONField(default=dict, help_text="Order of what was last said: {word: [event time, digest]}.")

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["namespace", "name"], name="job_has_one_name")]
        indexes = [models.Index(F("last_seen_at").desc(nulls_last=True), name="job_newest_first")]

    def __str__(self) -> str:
        """Say the name."""
        return self.name
