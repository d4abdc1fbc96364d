"""An active version can't be changed, not even by SQL."""

import hashlib

import pytest
from django.db import IntegrityError
from django.utils import timezone

from contracts.models import Contract, ContractVersion

pytestmark = pytest.mark.django_db


def version(state):
    raw = b"version: 1.0.0\n"
    return ContractVersion.objects.create(
        contract=Contract.objects.create(key="orders", name="Orders"),
        number="1.0.0",
        state=state,
        api_version="v3.2.0",
        raw=raw,
        document={"version": "1.0.0"},
        digest=hashlib.sha256(raw).digest(),
        activated_at=None if state == "draft" else timezone.now(),
    )


def test_a_draft_may_change():
    draft = version("draft")
    ContractVersion.objects.filter(pk=draft.pk).update(raw=b"other")
    assert bytes(ContractVersion.objects.get(pk=draft.pk).raw) == b"other"


@pytest.mark.parametrize("change", [{"raw": b"other"}, {"document": {}}, {"number": "2.0.0"}, {"digest": b"x"}])
def test_what_an_active_version_says_may_not_change(change):
    active = version("active")
    with pytest.raises(IntegrityError, match="Make a new version"):
        ContractVersion.objects.filter(pk=active.pk).update(**change)


def test_its_state_may():
    active = version("active")
    assert ContractVersion.objects.filter(pk=active.pk).update(state="deprecated", deprecated_at=timezone.now()) == 1
