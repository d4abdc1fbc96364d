"""Pages of following, notices, channels, deliveries and hooks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Domain, Person
from feedback.actions.alerts.following import Thing, follow
from feedback.actions.alerts.hooks import Wanted, make_hook
from feedback.actions.alerts.spreading import spread
from feedback.actions.alerts.upkeep import forget_old_alerts, look_for_new_finds
from feedback.models import Channel, Delivery, Follow, Happening, Matter, Notice, Preference
from tests.feedback.alerts.making import channel, make_deviation, tell_and_deliver
from tests.make import make_asset
from tests.people import as_

pytestmark = pytest.mark.django_db


def page(person, address):
    answer = as_(person).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_following_an_asset_for_a_reason_and_stopping(cast, orders):
    browser = as_(cast.charlie)
    assert "Follow orders" in browser.get(f"/assets/{orders.pk}/follow/").content.decode()
    browser.post(f"/assets/{orders.pk}/follow/", {"reasons": ["late"]})
    browser.post(f"/assets/{orders.pk}/follow/?column=net", {"reasons": ["deviation"]})
    assert "You follow orders" in browser.get(f"/assets/{orders.pk}/follow/").content.decode()
    followed = Follow.objects.get(column_path="")
    assert followed.reasons == ["late"] and "orders · net" in page(cast.charlie, "/me/following/")
    assert as_(cast.alice).post(f"/follows/{followed.pk}/end/").status_code == 404
    browser.post(f"/follows/{followed.pk}/end/")
    assert Follow.objects.count() == 1


def test_every_kind_of_thing_is_followed_and_what_is_hidden_is_not_there(cast, orders):
    browser = as_(cast.charlie)
    browser.post("/follow/domain/sales/", {"reasons": ["late"]})
    browser.post("/follow/search/?q=orders", {"reasons": ["search"]})
    assert set(Follow.objects.values_list("domain", "search")) == {(cast.domain.pk, ""), (None, "q=orders")}
    assert [row.search for row, *_ in browser.get("/me/following/").context["rows"]] == ["q=orders", ""]
    Domain.objects.update(is_restricted=True)
    assert [row.search for row, *_ in browser.get("/me/following/").context["rows"]] == ["q=orders"]
    for address in (
        f"/assets/{orders.pk}/follow/",
        "/follow/domain/sales/",
        "/follow/term/1/",
        "/follow/case/x/",
        "/follow/search/",
        "/follow/odd/1/",
    ):
        assert browser.get(address).status_code == 404, address


def test_notices_are_counted_on_every_page_until_read(cast, orders):
    make_deviation(orders)
    spread(timezone.now())
    assert Person.objects.get(pk=cast.alice.pk).unread == 1
    assert "Notices, 1 unread" in page(cast.alice, "/notices/?show=unread")
    notice = Notice.objects.get(person=cast.alice)
    assert as_(cast.charlie).post(f"/notices/{notice.pk}/").status_code == 404
    assert as_(cast.alice).get(f"/notices/{notice.pk}/").url.startswith("/deviations/")
    assert Person.objects.get(pk=cast.alice.pk).unread == 1, "what is fetched isn't read yet"
    assert as_(cast.alice).post(f"/notices/{notice.pk}/").url.startswith("/deviations/")
    assert Person.objects.get(pk=cast.alice.pk).unread == 0
    make_deviation(orders, words="again")
    spread(timezone.now())
    as_(cast.alice).post("/notices/read/")
    assert not Notice.objects.filter(read_at=None).exists()


def test_notices_of_what_one_may_no_longer_see_are_gone(cast, orders):
    follow(person=cast.charlie, thing=Thing(asset=orders))
    make_deviation(orders)
    spread(timezone.now())
    assert "orders" in page(cast.charlie, "/notices/")
    Domain.objects.update(is_restricted=True)
    assert "orders" not in page(cast.charlie, "/notices/")


def test_a_channel_is_made_tried_and_removed_and_its_address_never_shown(cast, receiver):
    browser = as_(cast.alice)
    url = f"{receiver.url}/services/secret"
    browser.post("/me/alerts/", {"do": "channel", "kind": "slack", "value": url, "name": "My Slack"})
    found = Channel.objects.get()
    shown = page(cast.alice, "/me/alerts/")
    assert "My Slack" in shown and "secret" not in shown
    assert as_(cast.charlie).post(f"/channels/{found.pk}/", {"do": "remove"}).status_code == 404
    browser.post(f"/channels/{found.pk}/", {"do": "try"})
    tell_and_deliver()
    assert "It works" in receiver.calls[0].body.decode()
    assert "It works" in page(cast.alice, "/deliveries/") and "Sent" in page(cast.alice, f"/deliveries/?channel={found.pk}")
    browser.post(f"/channels/{found.pk}/", {"do": "remove"})
    assert not Channel.objects.exists()


def test_what_is_wrong_with_a_channel_is_said_on_the_page(cast):
    answer = as_(cast.alice).post("/me/alerts/", {"do": "channel", "kind": "webhook", "value": "http://169.254.169.254/latest"})
    assert answer.status_code == 422 and "not on the public internet" in answer.content.decode()
    answer = as_(cast.alice).post("/me/alerts/", {"do": "channel", "kind": "apprise", "value": "json://localhost"})
    assert answer.status_code == 422 and not Channel.objects.exists()


def test_wishes_are_kept_and_nonsense_is_refused(cast):
    said = {
        "do": "wishes",
        "pace": "daily",
        "digest_at": "07:30",
        "quiet_from": "22:00",
        "quiet_until": "06:00",
    }
    as_(cast.alice).post("/me/alerts/", {**said, "muted": ["review"]})
    kept = Preference.objects.get(person=cast.alice)
    assert (kept.pace, str(kept.quiet_until), kept.muted) == ("daily", "06:00:00", ["review"])
    assert as_(cast.alice).post("/me/alerts/", {**said, "quiet_until": ""}).status_code == 422


def test_others_see_no_deliveries_and_administrators_see_no_words(cast, orders, receiver):
    channel(cast.alice, "slack", receiver.url)
    make_deviation(orders, words="Net is wrong")
    tell_and_deliver()
    assert "Net is wrong" in page(cast.alice, "/deliveries/")
    assert "slack" not in page(cast.charlie, "/deliveries/")
    listed = page(cast.ada, "/deliveries/")
    assert "A message to Alice" in listed and "Net is wrong" not in listed


def test_a_failed_message_is_sent_again_by_hand(cast, orders, receiver):
    receiver.answers = [(400, {}, b"no"), (200, {}, b"ok")]
    channel(cast.alice, "slack", receiver.url)
    make_deviation(orders)
    tell_and_deliver()
    delivery = Delivery.objects.get()
    assert delivery.state == "failed"
    assert as_(cast.charlie).post(f"/deliveries/{delivery.pk}/again/").status_code == 404
    as_(cast.alice).post(f"/deliveries/{delivery.pk}/again/")
    tell_and_deliver()
    assert Delivery.objects.get().state == "sent"


def test_a_followed_search_tells_of_what_is_new_once(cast, orders):
    from catalog.actions.index_assets import index_assets

    made = follow(person=cast.charlie, thing=Thing(search="q=orders"))
    index_assets([orders.pk])
    look_for_new_finds(now=timezone.now())
    assert not Notice.objects.exists()
    index_assets([make_asset("orders_by_day").pk])
    Follow.objects.filter(pk=made.pk).update(looked_at=timezone.now() - timedelta(hours=2))
    look_for_new_finds(now=timezone.now())
    look_for_new_finds(now=timezone.now())
    assert "orders_by_day" in Notice.objects.get(person=cast.charlie).words


def test_old_things_are_forgotten_and_what_waits_is_kept(cast, orders, receiver):
    channel(cast.alice, "slack", receiver.url)
    make_deviation(orders)
    tell_and_deliver()
    forget_old_alerts(now=timezone.now())
    assert Delivery.objects.exists() and Happening.objects.exists()
    make_hook(name="", url=receiver.url, person=cast.alice, team=cast.team, wanted=Wanted())
    make_deviation(orders, words="Late again")
    tell_and_deliver()
    Notice.objects.update(read_at=timezone.now())
    Matter.objects.update(resolved_at=timezone.now())
    called = Delivery.objects.exclude(hook=None).count()
    forget_old_alerts(now=timezone.now() + timedelta(days=31))
    assert Delivery.objects.exclude(hook=None).count() == Happening.objects.count() == called == 1
    forget_old_alerts(now=timezone.now() + timedelta(days=91))
    assert not (Delivery.objects.exists() or Happening.objects.exists() or Notice.objects.exists() or Matter.objects.exists())


def test_pages_cost_the_same_with_many_rows(cast, orders, receiver, django_assert_max_num_queries):
    for number in range(8):
        asset = make_asset(f"asset{number}", steward=cast.alice)
        follow(person=cast.alice, thing=Thing(asset=asset))
        make_deviation(asset)
    for _ in range(3):
        channel(cast.alice, "slack", receiver.url)
        make_hook(name="", url=receiver.url, person=cast.alice, team=cast.team, wanted=Wanted())
    tell_and_deliver()
    browser = as_(cast.alice)
    for address in ("/notices/", "/me/alerts/", "/me/following/", "/deliveries/", "/hooks/"):
        with django_assert_max_num_queries(6):
            assert browser.get(address).status_code == 200
