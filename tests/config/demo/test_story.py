"""The demo through the real endpoint: made, made again, removed."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from openlineage.client.event_v2 import RunEvent

from catalog.models import Asset, AuditEntry, Domain, Person, Team
from config.demo import story
from config.demo.events import events_before
from config.demo.landscape import KETTLE
from config.demo.people import Staff, govern
from config.demo.posting import CannotPost, post
from config.demo.removing import remove_demo
from config.demo.runs import runs_before
from lineage.actions.projecting import project_all
from lineage.models import ColumnEdge, Edge, EventProblem, Job, Run

NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
ALWAYS_THERE = {"lineage.ProjectionCursor", "auth.Permission", "contenttypes.ContentType", "catalog.AuditEntry"}


def a_slice() -> list:
    """Keep the last two runs of each job and those around a rename: a fifteenth of the events."""
    by_job = {}
    for run in runs_before(NOW, KETTLE):
        by_job.setdefault(run.job.key, []).append(run)
    runs = [run for runs in by_job.values() for run in runs[-2:]]
    runs += [run for run in by_job["model:customer_lifetime_value"] if run.days_ago in {20, 21}]
    kept = {run.run_id for run in runs}
    return [event for event in events_before(NOW, KETTLE) if not isinstance(event, RunEvent) or event.run.runId in kept]


def left_over() -> dict[str, int]:
    counts = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    return {label: count for label, count in counts.items() if count and label not in ALWAYS_THERE}


def test_what_was_posted_is_known_governed_and_goes_away_without_a_trace(live_server, committed_log):
    events, staff = a_slice(), Staff()
    staff.hire()
    own = Person.objects.create(handle="real", name="Real")
    with pytest.raises(CannotPost, match="401"):
        post(events[:1], live_server.url, key="prv_wrong")
    post(events, live_server.url)
    post(events[:20], live_server.url)
    assert project_all() == len(events)
    assert govern(staff, KETTLE) == len(KETTLE.assets)
    assert_the_landscape_is_known()
    assert column_edges_projected() == column_edges_written_down()
    remove_demo(KETTLE)
    assert left_over() == {"catalog.Person": 1}
    own.delete()


def assert_the_landscape_is_known() -> None:
    assert (Asset.objects.count(), Job.objects.count()) == (len(KETTLE.assets), len(KETTLE.jobs))
    assert not Asset.objects.filter(domain=None).exists()
    assert not EventProblem.objects.exists()
    assert Asset.objects.get(title="Customer lifetime value").names.filter(kind="former").count() == 1
    assert Asset.objects.get(title="Click archive").names.filter(kind="symlink").count() == 2
    assert Asset.objects.get(title="Old orders export").is_dropped
    assert ColumnEdge.objects.filter(masking=True, target__title="Customers, pseudonymised").exists()
    assert Edge.objects.filter(evidence="declared", target__title="Orders to suppliers").exists()
    assert Run.objects.filter(state="started", job__name="stock_positions").exists()
    assert Run.objects.filter(state="failed", submitter="emil", error__contains="503").exists()
    assert {asset.kind for asset in Asset.objects.all()} == {asset.kind for asset in KETTLE.assets}


def column_edges_projected() -> set:
    parts = ("source__title", "source_column__path", "target__title", "target_column__path", "subtype", "masking")
    return set(ColumnEdge.objects.filter(is_shown=True).values_list(*parts))


def column_edges_written_down() -> set:
    titles = {asset.key: asset.words[0] for asset in KETTLE.assets}
    columns = [(asset, column.name, column.sources) for asset in KETTLE.assets for column in asset.columns]
    rows = [(asset, None, asset.every_row) for asset in KETTLE.assets]
    return {
        (titles[source.asset], source.column, titles[asset.key], name, source.subtype, source.masking)
        for asset, name, sources in (*columns, *rows)
        for source in sources
    }


@pytest.mark.django_db
def test_hiring_twice_changes_nothing():
    Staff().hire()
    entries = AuditEntry.objects.count()
    Staff().hire()
    assert (Person.objects.count(), Team.objects.count(), Domain.objects.count()) == (8, 5, 4)
    assert AuditEntry.objects.count() == entries


@pytest.mark.django_db
def test_a_real_alice_keeps_her_handle():
    Person.objects.create(handle="alice", name="The real one")
    staff = Staff()
    staff.hire()
    assert staff.people["alice"].handle == "demo-alice"
    Staff().hire()
    assert Person.objects.filter(is_demo=True).count() == 8


@pytest.mark.django_db
def test_charlie_sees_nothing_of_the_restricted_domain():
    staff = Staff()
    staff.hire()
    seen = Domain.objects.visible_to(staff.people["charlie"]).values_list("slug", flat=True)
    assert set(seen) == {"sales", "finance", "logistics"}
    assert Domain.objects.visible_to(staff.people["grace"]).count() == 4


@pytest.mark.django_db
def test_the_demo_comes_by_itself_only_to_an_empty_provender():
    assert story.is_wanted_here()
    Person.objects.create(handle="somebody", name="Somebody")
    assert not story.is_wanted_here()


@pytest.mark.django_db
def test_an_unfinished_demo_is_completed_as_of_its_first_hour():
    story.note(story.Mark.BEGUN)
    assert story.is_wanted_here()
    later = timezone.now() + timedelta(days=2)
    assert story.anchor(later) < later - timedelta(days=1)


@pytest.mark.django_db
def test_a_removed_demo_does_not_come_back_by_itself_and_starts_anew_when_asked():
    story.note(story.Mark.BEGUN)
    story.note(story.Mark.MADE)
    story.remove()
    assert not story.is_wanted_here()
    later = timezone.now() + timedelta(days=2)
    assert story.anchor(later) == later.replace(minute=0, second=0, microsecond=0)


@pytest.mark.django_db
def test_posting_to_nobody_says_what_to_do():
    with pytest.raises(CannotPost, match="Start it with"):
        post([], "http://127.0.0.1:9")
