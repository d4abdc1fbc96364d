"""Answers survive what happens to those they are given for."""

import pytest
from django.db import connection

from contracts.actions.drafting import Origin, save_draft
from contracts.actions.proposals import open_proposal
from contracts.actions.proposals_following import follow_merges, follow_rebuild
from lineage.models import JobDataset
from tests.contracts.change.making import document, make_orders, publish, reads
from tests.lineage.queries.makers import make_job
from tests.make import NOON, make_asset
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """A proposal that asks a table and a job which only reads; gives who answers for each."""
    cast = make_cast()
    orders = make_orders(domain=cast.domain)
    publish(document(), orders)
    reads(orders, "marts.sales", {"amount": ("identity", "total decimal(10,2)")})
    JobDataset.objects.create(job=make_job("export"), asset=orders, direction="input", first_seen_at=NOON, last_seen_at=NOON)
    draft = save_draft(raw=document("2.0.0", drop=["amount"]).encode(), origin=Origin()).version
    rows = open_proposal(version=draft, person=cast.alice).acknowledgements
    return rows.get(consumer="marts.sales"), rows.get(consumer="export")


def test_an_answer_for_a_merged_asset_is_the_survivors(asked):
    answer, _ = asked
    survivor = make_asset("marts.sales_again")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE merged_asset ON COMMIT DROP AS SELECT %s::bigint AS loser, %s::bigint AS survivor",
            [answer.consumer_asset_id, survivor.pk],
        )
    follow_merges({answer.consumer_asset_id: survivor.pk})
    answer.refresh_from_db()
    assert answer.consumer_asset == survivor


def test_a_rebuild_keeps_the_jobs_that_answers_are_given_for(asked):
    _, answer = asked
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE unmentioned_job ON COMMIT DROP AS SELECT %s::bigint AS id", [answer.consumer_job_id])
        follow_rebuild()
        cursor.execute("SELECT count(*) FROM unmentioned_job")
        assert cursor.fetchone() == (0,)
