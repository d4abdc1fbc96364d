"""Deviations: promises broken now, and what follows from them downstream."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset, Domain, Person, Role
from contracts.models.agreement import Agreement
from contracts.models.clause import Clause
from contracts.models.contract import ContractVersion

# How judging puts a broken promise after what is wrong.
PROMISED = " (promised: "


def stewarded_by(person: Person) -> Q:
    """Keep domains whose data this person answers for."""
    roles = Role.at_least(Role.STEWARD)
    return (
        Q(roles__person=person, roles__role__in=roles)
        | Q(roles__team__memberships__person=person, roles__role__in=roles)
        | Q(owner_team__memberships__person=person, owner_team__memberships__is_lead=True)
    )


class DeviationQuerySet(models.QuerySet["Deviation"]):
    """Filters of deviations."""

    def visible_to(self, person: Person | None) -> Self:
        """Leave out those of assets this person may not see, and those of what others agreed: these concern consumer and producer alone."""
        if person is not None and person.is_administrator:
            return self
        seen = self.filter(asset__in=Asset.objects.visible_to(person))
        if person is None or not person.pk:
            return seen.filter(clause__agreement=None)
        ours = Q(clause__agreement__in=Agreement.objects.of_consumer(person).values("pk"))
        answered_for = Q(asset__domain__in=Domain.objects.filter(stewarded_by(person)).values("pk"))
        return seen.filter(Q(clause__agreement=None) | ours | answered_for)

    def open(self) -> Self:
        """Keep what is broken now."""
        return self.filter(resolved_at=None)


class Deviation(models.Model):
    """A broken clause: opened once, flaps joined (`flaps` counts them), closed by itself when the promise holds again.

    Or what a data test or a control chart found where no clause is broken: then `signal` names it and there is no clause.
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="deviations", db_index=False)
    clause = models.ForeignKey(Clause, on_delete=models.SET_NULL, null=True, related_name="deviations")
    version = models.ForeignKey(ContractVersion, on_delete=models.SET_NULL, null=True, related_name="deviations")
    key = models.TextField(help_text="The clause's key: what was broken, also after the clause is gone.")
    signal = models.CharField(
        max_length=40, blank=True, db_default="", help_text="What found it where no promise is broken: `test/17`, `chart/4`."
    )
    words = models.TextField(help_text="What is wrong, in plain language.")
    severity = models.CharField(max_length=8, db_default="error")
    distance = models.FloatField(null=True, help_text="Signed distance from the promise; greater than zero is worse.")
    unit = models.CharField(max_length=20, blank=True, db_default="")
    evidence = models.JSONField(default=dict)
    run_id = models.BigIntegerField(null=True, help_text="The lineage run that showed it.")
    opened_at = models.DateTimeField(help_text="When the promise broke: a deadline's own time, a run's end.")
    noted_at = models.DateTimeField(db_default=Now(), help_text="When we noticed: their difference is the time to detect.")
    flaps = models.IntegerField(default=0, db_default=0)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolved_run_id = models.BigIntegerField(null=True)

    objects = DeviationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause"], condition=Q(resolved_at=None), name="clause_has_one_open_deviation"),
            models.UniqueConstraint(fields=["signal"], condition=Q(resolved_at=None) & ~Q(signal=""), name="signal_has_one_open_deviation"),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(resolved_at__gte=F("opened_at")), name="deviation_is_resolved_after_it_opened"
            ),
        ]
        indexes = [
            models.Index(F("opened_at").desc(), F("id"), name="deviation_newest_first"),
            models.Index(F("asset"), F("opened_at").desc(), name="deviation_by_asset"),
            models.Index(fields=["asset"], condition=Q(resolved_at=None), name="deviation_open_by_asset"),
        ]

    def __str__(self) -> str:
        """Say what is wrong."""
        return self.words

    @property
    def headline(self) -> str:
        """What is wrong, without the promise that `words` repeat in brackets."""
        return self.words.partition(PROMISED)[0]

    @property
    def promise(self) -> str:
        """What was promised, as far as the words say it; else what is wrong."""
        return self.words.partition(PROMISED)[2].removesuffix(")") or self.words


class Hit(models.Model):
    """An agreement hit by a deviation."""

    deviation = models.ForeignKey(Deviation, on_delete=models.CASCADE, related_name="hits", db_index=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="hits")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deviation", "agreement"], name="deviation_hits_an_agreement_once")]

    def __str__(self) -> str:
        """Say whom it hits."""
        return str(self.agreement)


class Inheritance(models.Model):
    """An asset downstream of an open deviation: it shows it, and raises no alarm of its own. Gone when the deviation is resolved."""

    deviation = models.ForeignKey(Deviation, on_delete=models.CASCADE, related_name="inherited_by", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="inherited_deviations")
    steps = models.PositiveSmallIntegerField(help_text="Table edges between them.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deviation", "asset"], name="asset_inherits_a_deviation_once")]

    def __str__(self) -> str:
        """Say who inherits."""
        return str(self.asset)
