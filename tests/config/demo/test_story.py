"""The demo through the real endpoint: made, made again, removed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from catalog.models import Asset, AuditEntry, Domain, Person, Team
from config.demo import story
from config.demo.events import events_before
from config.demo.landscape import KETTLE
from config.demo.landscape.words import Landscape, Timetable
from config.demo.people import Staff, govern
from config.demo.posting import CannotPost, post
from config.demo.removing import remove_demo
from lineage.actions.projecting import project_all
from lineage.models import ColumnEdge, Event, Job, Run

NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
BIG = {"lineage.ProjectionCursor", "auth.Permission", "contenttypes.ContentType", "catalog.AuditEntry"}


def weekly(landscape: Landscape) -> Landscape:
    """Keep everything, but let daily jobs run on Mondays only: a seventh of the events."""
    jobs = [
        replace(job, timetable=Timetable("weekly", *_time(job))) if job.timetable and job.timetable.rhythm == "daily" else job
        for job in landscape.jobs
    ]
    return Landscape(landscape.assets, tuple(jobs))


def _time(job):
    return job.timetable.hour, job.timetable.minute


def left_over() -> dict[str, int]:
    counts = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    return {label: count for label, count in counts.items() if count and label not in BIG}


@pytest.fixture
def posted(live_server, transactional_db) -> Iterator[Landscape]:
    landscape = weekly(KETTLE)
    staff = Staff()
    staff.hire()
    post(events_before(NOW, landscape), live_server.url)
    project_all()
    govern(staff, landscape)
    yield landscape
    remove_demo(landscape)


def test_what_was_posted_is_governed_and_known_and_goes_away(posted, live_server):
    assert Asset.objects.count() == len(posted.assets)
    assert Job.objects.count() == len(posted.jobs)
    assert not Asset.objects.filter(domain=None).exists()
    assert Asset.objects.get(title="Customer lifetime value").names.filter(kind="former").count() == 1
    assert Asset.objects.get(title="Click archive").names.filter(kind="symlink").count() == 2
    assert Asset.objects.get(title="Old orders export").is_dropped
    assert ColumnEdge.objects.filter(masking=True, target__title="Customers, pseudonymised").exists()
    assert Run.objects.filter(state="started", job__name="stock_positions").exists()
    before = Event.objects.count()
    post(events_before(NOW, posted)[:20], live_server.url)
    assert Event.objects.count() == before
    remove_demo(posted)
    assert left_over() == {}


def test_removing_leaves_what_is_not_the_demos(posted):
    own = Person.objects.create(handle="real", name="Real")
    remove_demo(posted)
    assert left_over() == {"catalog.Person": 1}
    own.delete()


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
