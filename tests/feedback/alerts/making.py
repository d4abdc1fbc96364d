"""Deviations and channels for the tests of alerts."""

from datetime import timedelta

from django.utils import timezone

from contracts.models import Agreement, Deviation, Hit
from feedback.actions.alerts.channels import Address, make_channel
from feedback.actions.alerts.delivering import deliver_due
from feedback.actions.alerts.spreading import spread
from feedback.models import News
from tests.contracts.judging.making import make_clause, make_version


def make_deviation(asset, *, words="Not there by 08:00", clause=None, **fields):
    clause = clause or make_clause(asset)
    News.objects.filter(subject="version").delete()  # of the contract made for it
    usual = {"opened_at": timezone.now() - timedelta(minutes=5), "severity": "error"}
    return Deviation.objects.create(asset=asset, clause=clause, key=clause.key, words=words, **{**usual, **fields})


def make_agreement(asset, **consumer):
    version = make_version("agreed")
    return Agreement.objects.create(contract=version.contract, state="active", **consumer)


def hit(deviation, agreement):
    Hit.objects.create(deviation=deviation, agreement=agreement)


def resolve(deviation):
    Deviation.objects.filter(pk=deviation.pk).update(resolved_at=timezone.now())


def channel(person, kind, value, *, room="", team=None, reasons=()):
    return make_channel(name=kind, address=Address(kind, value, room), person=person, team=team, reasons=reasons)[0]


def tell_and_deliver():
    now = timezone.now()
    spread(now)
    return deliver_due(timezone.now())
