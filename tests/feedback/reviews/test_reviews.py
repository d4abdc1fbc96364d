"""Reviews: who may rate what, bound to which version, and what the asset's mean is made of."""

from decimal import Decimal

import pytest
from django.test import Client

from catalog.models import Asset, AuditEntry, SchemaVersion
from feedback.actions.reviews import CannotReview, Opinion, reply_to_review, vote_helpful, write_review
from feedback.models import AccessRequest, Review
from feedback.queries.reviews import opinions
from tests.lineage.queries.makers import link, make_job
from tests.make import NOON, make_asset
from tests.people import make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def asset(cast):
    return make_asset("orders", domain=cast.domain, owner_team=cast.team, steward=cast.alice)


def rate(person, asset, stars, text="", **aspects):
    return write_review(author=person, asset=asset, opinion=Opinion(stars, text, aspects))


def rating(asset):
    return Asset.objects.values_list("rating", "rating_count").get(pk=asset.pk)


def shape(asset, name):
    SchemaVersion.objects.create(asset=asset, fingerprint=name.encode(), columns=[[name, ""]], first_seen_at=NOON, last_seen_at=NOON)


def test_owners_can_not_rate_their_own(cast, asset):
    for owner in (cast.alice, cast.bob):
        with pytest.raises(CannotReview, match="can't rate it"):
            rate(owner, asset, 5)


def test_one_review_a_person_and_the_old_words_stay_in_the_audit_log(cast, asset):
    rate(cast.charlie, asset, 2, "late")
    rate(cast.charlie, asset, 4, "better now")
    assert [(row.stars, row.edited_at is not None) for row in Review.objects.all()] == [(4, True)]
    assert AuditEntry.objects.get(verb="review.edited").before == {"stars": 2, "text": "late"}


def test_the_mean_is_of_the_current_version_once_three_rated_it(asset):
    shape(asset, "one")
    for n in range(3):
        rate(make_person(f"old{n}"), asset, 1)
    assert rating(asset) == (Decimal("1.00"), 3)
    shape(asset, "two")
    rate(make_person("new0"), asset, 5)
    assert rating(asset) == (Decimal("2.00"), 4)
    for n in (1, 2):
        rate(make_person(f"new{n}"), asset, 5)
    assert rating(asset) == (Decimal("5.00"), 3)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_are_one_to_five(cast, asset, stars):
    with pytest.raises(CannotReview, match="one to five"):
        rate(cast.charlie, asset, stars)


def test_a_consumer_by_lineage_or_by_access_is_verified(cast, asset):
    assert rate(cast.charlie, asset, 4).verified_by == ""
    AccessRequest.objects.create(asset=asset, person=cast.charlie, purpose="x", state="approved")
    assert rate(cast.charlie, asset, 4).verified_by == "access"
    erin = make_person("erin")
    link(asset, make_asset("report", steward=erin), make_job("build_report"))
    assert rate(erin, asset, 4).verified_by == "lineage"


def test_a_helpful_vote_counts_once_and_can_be_taken_back(cast, asset):
    review = rate(cast.charlie, asset, 4)
    assert vote_helpful(review=review, person=cast.bob)
    assert not vote_helpful(review=review, person=cast.bob)
    assert Review.objects.get().helpful_count == 0
    with pytest.raises(CannotReview, match="Others decide"):
        vote_helpful(review=review, person=cast.charlie)


def test_the_histogram_counts_and_filters(cast, asset):
    for n, stars in enumerate((5, 5, 4, 1)):
        rate(make_person(f"p{n}"), asset, stars, accurate=stars)
    found = opinions(asset, cast.charlie, {"stars": "5"})
    assert [(bar.stars, bar.count, bar.share) for bar in found.bars] == [(5, 2, 50), (4, 1, 25), (3, 0, 0), (2, 0, 0), (1, 1, 25)]
    assert len(found.page.object_list) == 2
    assert dict(found.aspects)["Accurate"] == pytest.approx(3.75)


def test_few_stars_lead_on_to_a_report_and_the_ribbon_shows_when_it_is_solved(cast, asset):
    client = Client()
    client.force_login(cast.charlie)
    answer = client.post(f"/assets/{asset.pk}/reviews/write/", {"stars": "1", "text": "Zero"})
    review = Review.objects.get()
    assert answer.url == f"/assets/{asset.pk}/report/?review={review.pk}"
    client.post(answer.url, {"kind": "wrong", "text": "Zero", "review": review.pk})
    review.refresh_from_db()
    steward = Client()
    steward.force_login(cast.alice)
    steward.post(f"/cases/{review.case_id}/resolve/", {"outcome": "fixed", "public_answer": "Reloaded", "version": "v3.2"})
    report = review.case.reports.get()
    client.post(f"/reports/{report.pk}/confirm/", {"looks": "right"})
    assert "Solved in v3.2" in client.get(f"/assets/{asset.pk}/reviews/").content.decode()


def test_a_reply_is_pinned_below_and_only_owners_write_it(cast, asset):
    review = rate(cast.charlie, asset, 3, "Fine")
    reply_to_review(review=review, text="Thank you", person=cast.alice)
    client = Client()
    client.force_login(cast.charlie)
    assert "Thank you" in client.get(f"/assets/{asset.pk}/reviews/").content.decode()
    assert client.post(f"/reviews/{review.pk}/reply/", {"text": "me"}).status_code == 403
