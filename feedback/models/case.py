"""Reports by people, the cases they hang on, and everything said and done about them."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from catalog.models import Asset, Person, Team
from contracts.models import Deviation
from lineage.models import Job


class CaseState(models.TextChoices):
    """Where a case stands. The reporter reads `waiting on producer` as open: it is not for them to act."""

    NEW = "new", "New"
    OPEN = "open", "Open"
    WAITING_REPORTER = "waiting_reporter", "Waiting on reporter"
    WAITING_PRODUCER = "waiting_producer", "Waiting on producer"
    TO_VERIFY = "to_verify", "Fixed, to verify"
    SOLVED = "solved", "Solved"
    CLOSED = "closed", "Closed"
    DECLINED = "declined", "Declined"


ENDED = (CaseState.SOLVED, CaseState.CLOSED, CaseState.DECLINED)


class Outcome(models.TextChoices):
    """What came of it."""

    FIXED = "fixed", "Fixed"
    AS_DESIGNED = "as_designed", "As designed"
    DOCUMENTED = "documented", "Documented"
    DUPLICATE = "duplicate", "Duplicate"
    WONT_FIX = "wont_fix", "Won't fix"


class Severity(models.TextChoices):
    """How bad it is; with the agreements hit it sets the clocks."""

    HIGH = "high", "High"
    NORMAL = "normal", "Normal"
    LOW = "low", "Low"


class CaseQuerySet(models.QuerySet["Case"]):
    """Filters of cases."""

    def visible_to(self, person: Person | None) -> Self:
        """Keep cases on assets this person may see, and those they reported to."""
        if person is not None and person.is_administrator:
            return self
        seen = Q(asset__in=Asset.objects.visible_to(person))
        if person is None or not person.pk:
            return self.filter(seen)
        return self.filter(seen | Q(pk__in=Report.objects.filter(reporter=person).values("case")))

    def open(self) -> Self:
        """Keep what still needs somebody."""
        return self.exclude(state__in=ENDED)


class Case(models.Model):
    """One root cause, handled once. `asset` is where the cause is believed to be: it moves upstream when the case is sent up.

    Clocks: `reply_due_at` and `solve_due_at` move on by the time spent paused (`paused_at` is set while a pause runs).
    """

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="cases", db_index=False)
    column_path = models.TextField(blank=True, db_default="")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, related_name="cases", help_text="The producing job it was sent to.")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=16, choices=CaseState.choices, default=CaseState.NEW, db_default=CaseState.NEW)
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.NORMAL, db_default=Severity.NORMAL)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="cases", help_text="Who must act now.")
    assignee = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="assigned_cases")
    duplicate_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="duplicates")
    is_regressed = models.BooleanField(default=False, db_default=False)
    is_escalating = models.BooleanField(default=False, db_default=False)
    snoozed_until = models.DateTimeField(null=True)
    suspect = models.JSONField(default=dict, help_text="The first candidate cause when it was reported: {words, asset, path}.")
    sent_up_at = models.DateTimeField(null=True, help_text="When it last went to a producer.")
    opened_at = models.DateTimeField(db_default=Now())
    first_reply_at = models.DateTimeField(null=True)
    reply_due_at = models.DateTimeField(null=True)
    solve_due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    last_spoke_at = models.DateTimeField(db_default=Now())
    last_speaker = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")

    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, db_default="")
    public_answer = models.TextField(blank=True, db_default="")
    internal_note = models.TextField(blank=True, db_default="")
    fixed_by_run_id = models.BigIntegerField(null=True, help_text="The lineage run; runs may be gone by retention.")
    fixed_in_version = models.CharField(max_length=200, blank=True, db_default="", help_text="Contract or asset version.")
    fixed_in_commit = models.TextField(blank=True, db_default="")
    fixed_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state__in=["solved", "closed"]) | ~Q(outcome=""), name="solved_case_has_an_outcome"),
            models.CheckConstraint(condition=~Q(outcome="duplicate") | Q(duplicate_of__isnull=False), name="duplicate_names_its_case"),
            models.CheckConstraint(condition=~Q(duplicate_of=F("id")), name="case_is_not_its_own_duplicate"),
        ]
        indexes = [
            models.Index(F("solve_due_at").asc(nulls_last=True), name="case_by_clock"),
            models.Index(F("opened_at").desc(), F("id"), name="case_newest_first"),
            models.Index(fields=["asset", "state"], name="case_by_asset"),
        ]

    def __str__(self) -> str:
        """Say its title."""
        return self.title


class Report(models.Model):
    """What one person found wrong, on an asset, a column, a run or a filter of rows. `agreed_at` is their "looks right now"."""

    class Kind(models.TextChoices):
        """What is the matter."""

        WRONG = "wrong", "Wrong"
        LATE = "late", "Late"
        MISSING = "missing", "Missing"
        UNCLEAR = "unclear", "Unclear"
        ACCESS = "access", "No access"
        IDEA = "idea", "An idea"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reports", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="reports", help_text="Where it was seen.", db_index=False)
    column_path = models.TextField(blank=True, db_default="")
    run_id = models.BigIntegerField(null=True, help_text="The lineage run it is about.")
    row_filter = models.TextField(blank=True, db_default="", help_text="Which rows, in the reporter's words or as a condition.")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField()
    evidence = models.TextField(blank=True, db_default="", help_text="What they expected and saw, a link.")
    reported_at = models.DateTimeField(db_default=Now())
    asked_at = models.DateTimeField(null=True, help_text="When they were last asked whether it looks right now.")
    agreed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(F("reporter"), F("reported_at").desc(), name="report_by_reporter"),
            models.Index(F("asset"), F("reported_at").desc(), name="report_by_asset"),
        ]

    def __str__(self) -> str:
        """Say what was reported."""
        return self.text[:80]


class CaseEntry(models.Model):
    """One line of a case's story: something said, or a change of its state. Internal ones only its handlers see."""

    class Kind(models.TextChoices):
        """What happened."""

        SAID = "said", "Said"
        STATE = "state", "State changed"
        SENT_UP = "sent_up", "Sent upstream"
        JOINED = "joined", "Joined"
        LINKED = "linked", "Linked"
        ASKED = "asked", "Asked the reporters"
        CONFIRMED = "confirmed", "Confirmed"
        REFUSED = "refused", "Refused"
        REGRESSED = "regressed", "Regressed"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(db_default=Now())
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True, db_default="")
    is_internal = models.BooleanField(default=False, db_default=False)
    facts = models.JSONField(default=dict, help_text="From and to state; the path it was sent along; the run linked.")

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="case_entry_in_order")]

    def __str__(self) -> str:
        """Say what it is."""
        return f"{self.kind}: {self.text[:60]}"


class CaseDeviation(models.Model):
    """A deviation that hangs on a case; a new one of the same clause after the case was solved reopens it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="case_deviations")
    deviation = models.ForeignKey(Deviation, on_delete=models.CASCADE, related_name="case_deviations", db_index=False)
    joined_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deviation"], name="deviation_hangs_on_one_case")]

    def __str__(self) -> str:
        """Say the deviation."""
        return str(self.deviation)
