"""What somebody may read but for a few words: errors and messages may name an asset that is hidden from them."""

from collections.abc import Iterable, Sequence

from catalog.models import AssetName, Domain, Person
from lineage.models import Event, EventProblem, Run, RunDataset
from lineage.queries.events import body_of, names_in, parsed
from lineage.queries.labels import hidden_domains

HIDDEN_MESSAGE = "Not shown: the event names an asset that you may not see."


def conceal_errors(runs: Sequence[Run], person: Person | None) -> None:
    """Blank the errors of runs that touched a hidden asset; one query, none where no run failed."""
    failed = {run.pk for run in runs if run.error}
    if not failed or (person is not None and person.is_administrator):
        return
    touched = RunDataset.objects.filter(run_id__in=failed, asset__domain__isnull=False)
    telling = set(touched.exclude(asset__domain__in=Domain.objects.visible_to(person).values("pk")).values_list("run_id", flat=True))
    for run in runs:
        if run.pk in telling:
            run.error = ""


def conceal_messages(problems: Iterable[EventProblem], person: Person | None) -> None:
    """Replace the messages of events that name a hidden asset; reads their bodies only where something is hidden from this person."""
    told = list(problems)
    telling = _naming_hidden({problem.event_id for problem in told}, person) if told else set()
    for problem in told:
        if problem.event_id in telling:
            problem.message = HIDDEN_MESSAGE


def _naming_hidden(event_ids: set[int], person: Person | None) -> set[int]:
    hidden = frozenset() if person is not None and person.is_administrator else hidden_domains(person)
    if not hidden:
        return set()
    named = {event.pk: names_in(parsed(body_of(event))) for event in Event.objects.filter(pk__in=event_ids).only("id", "body")}
    pairs = set().union(*named.values())
    known = AssetName.objects.filter(
        namespace__name__in={space for space, _ in pairs}, name__in={name for _, name in pairs}, asset__domain_id__in=hidden
    )
    secret = set(known.values_list("namespace__name", "name"))
    return {pk for pk, names in named.items() if names & secret}
