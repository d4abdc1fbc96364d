"""A change is put before those it affects."""

from datetime import date, timedelta

import pytest

from catalog.models import AuditEntry, Domain, Membership, Team
from contracts.actions.drafting import Origin, save_draft
from contracts.actions.proposals import CannotPropose, answer_proposal, open_proposal
from contracts.actions.proposals_ending import expire_proposals, publish_proposal, reject_proposal, withdraw_proposal
from contracts.actions.publishing import activate_version
from contracts.models import ContractVersion
from contracts.queries.proposals import proposal_page, proposals_visible
from tests.contracts.change.making import agree, document, make_orders, publish, reads
from tests.make import NOON
from tests.people import make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    """Alice's table under a contract; dora's team has agreed on the amount, an unowned table was seen to read it."""
    cast = make_cast()
    orders = make_orders(domain=cast.domain)
    contract = publish(document(), orders).contract
    finance = Team.objects.create(slug="finance", name="Finance")
    dora = make_person("dora")
    Membership.objects.create(team=finance, person=dora)
    agree(contract, finance, ["amount"], asset=orders, notice_days=14)
    reads(orders, "marts.sales", {"amount": ("identity", "total decimal(10,2)")})
    draft = save_draft(raw=document("2.0.0", drop=["amount"]).encode(), origin=Origin()).version
    return cast, dora, draft


def opened(stage, at=NOON):
    cast, _, draft = stage
    return open_proposal(version=draft, person=cast.alice, message="cents go away", at=at)


def verbs():
    return list(AuditEntry.objects.filter(verb__startswith="proposal.").order_by("pk").values_list("verb", flat=True))


def answer(proposal, who, said, **fields):
    row = (
        proposal.acknowledgements.get(consumer="Finance") if who.handle == "dora" else proposal.acknowledgements.get(consumer="marts.sales")
    )
    return answer_proposal(acknowledgement=row, person=who, answer=said, at=NOON, **fields)


def test_opening_freezes_whom_it_affects_and_why(stage):
    proposal = opened(stage)
    rows = {row.consumer: row for row in proposal.acknowledgements.all()}
    assert rows.keys() == {"Finance", "marts.sales"} and {row.verdict for row in rows.values()} == {"no"}
    assert "amount is gone" in rows["Finance"].reasons[0]["words"]
    assert (proposal.state, proposal.verdict) == ("open", "no") and proposal.notice_until == NOON + timedelta(days=30)
    assert ContractVersion.objects.get(pk=proposal.version_id).state == "proposed" and verbs() == ["proposal.opened"]


def test_a_change_that_affects_nobody_is_approved_at_once(stage):
    cast, *_ = stage
    draft = save_draft(raw=document("1.1.0", drop=["note"]).encode(), origin=Origin()).version
    proposal = open_proposal(version=draft, person=cast.alice)
    assert proposal.state == "approved" and proposal.notice_until is None


def test_a_version_is_proposed_once(stage):
    opened(stage)
    with pytest.raises(CannotPropose, match="already"):
        opened(stage)


def test_it_is_approved_when_everybody_said_ok_and_published_then(stage):
    cast, dora, draft = stage
    proposal = opened(stage)
    answer(proposal, dora, "ok")
    assert answer(proposal, cast.alice, "ok").state == "approved"
    done = publish_proposal(proposal=proposal, person=cast.alice, at=NOON)
    assert done.state == "published" and ContractVersion.objects.get(pk=draft.pk).state == "active"
    assert verbs() == ["proposal.opened", "proposal.answered", "proposal.answered", "proposal.published"]


def test_who_is_blocked_stands_in_the_way_until_forced_with_a_reason(stage):
    cast, dora, _ = stage
    proposal = opened(stage)
    answer(proposal, dora, "blocked", comment="month end")
    late = NOON + timedelta(days=60)
    with pytest.raises(CannotPropose, match=r"Finance \(blocked\)"):
        publish_proposal(proposal=proposal, person=cast.alice, at=late)
    done = publish_proposal(proposal=proposal, person=cast.alice, force_reason="the law says so", at=late)
    assert done.force_reason == "the law says so" and verbs()[-1] == "proposal.forced"
    assert AuditEntry.objects.get(verb="proposal.forced").after["over"] == ["Finance: Blocked"]


@pytest.mark.parametrize(("days", "publishes"), [(29, False), (31, True)])
def test_silence_counts_as_consent_when_the_notice_is_over(stage, days, publishes):
    cast, *_ = stage
    proposal = opened(stage)
    if publishes:
        assert publish_proposal(proposal=proposal, person=cast.alice, at=NOON + timedelta(days=days)).state == "published"
    else:
        with pytest.raises(CannotPropose, match="not answered"):
            publish_proposal(proposal=proposal, person=cast.alice, at=NOON + timedelta(days=days))


def test_who_migrates_is_waited_for_until_their_date(stage):
    cast, dora, _ = stage
    proposal = opened(stage)
    answer(proposal, dora, "migrating", ready_by=date(2026, 5, 1))
    answer(proposal, cast.alice, "ok")
    with pytest.raises(CannotPropose, match="migrating"):
        publish_proposal(proposal=proposal, person=cast.alice, at=NOON + timedelta(days=31))
    assert publish_proposal(proposal=proposal, person=cast.alice, at=NOON.replace(month=5)).state == "published"


@pytest.mark.parametrize(
    ("said", "fields", "why"),
    [
        ("migrating", {}, "needs a date"),
        ("migrating", {"ready_by": date(2020, 1, 1)}, "today or later"),
        ("blocked", {}, "what blocks you"),
        ("perhaps", {}, "ok, migrating or blocked"),
        ("waiting", {}, "ok, migrating or blocked"),
    ],
)
def test_an_answer_must_say_enough(stage, said, fields, why):
    proposal = opened(stage)
    with pytest.raises(CannotPropose, match=why):
        answer(proposal, stage[1], said, **fields)


def test_a_withdrawn_or_rejected_proposal_leaves_a_draft_and_takes_no_more_answers(stage):
    cast, dora, draft = stage
    proposal = opened(stage)
    withdraw_proposal(proposal=proposal, person=cast.alice)
    assert ContractVersion.objects.get(pk=draft.pk).state == "draft"
    with pytest.raises(CannotPropose, match="closed"):
        answer(proposal, dora, "ok")
    again = opened(stage)
    with pytest.raises(CannotPropose, match="why"):
        reject_proposal(proposal=again, person=cast.alice, reason=" ")
    assert reject_proposal(proposal=again, person=cast.alice, reason="not now").state == "rejected"


def test_an_edited_version_must_be_proposed_anew(stage):
    cast, *_ = stage
    proposal = opened(stage)
    save_draft(raw=document("2.0.0", drop=["amount", "note"]).encode(), origin=Origin())
    with pytest.raises(CannotPropose, match="edited"):
        publish_proposal(proposal=proposal, person=cast.alice, force_reason="hurry", at=NOON)


def test_a_contributor_proposes_and_only_a_steward_publishes(stage):
    cast, *_ = stage
    proposal = opened(stage)
    with pytest.raises(CannotPropose, match="steward"):
        publish_proposal(proposal=proposal, person=cast.bob, force_reason="me too", at=NOON)
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_a_version_activated_past_its_proposal_is_told_as_forced(stage):
    proposal = opened(stage)
    activate_version(version=proposal.version, person=None)
    proposal.refresh_from_db()
    assert proposal.state == "published" and verbs()[-1] == "proposal.forced"


def test_a_forgotten_proposal_expires(stage):
    proposal = opened(stage)
    assert expire_proposals(at=NOON + timedelta(days=119)) == 0
    assert expire_proposals(at=NOON + timedelta(days=121)) == 1
    proposal.refresh_from_db()
    assert proposal.state == "expired"


def test_each_consumer_sees_its_own_answer_only(stage):
    cast, dora, _ = stage
    proposal = opened(stage)
    seen = {name: proposal_page(proposal, who, NOON) for name, who in (("alice", cast.alice), ("dora", dora), ("charlie", cast.charlie))}
    assert [row.consumer for row in seen["alice"].answers] == ["Finance", "marts.sales"] and not seen["alice"].to_answer
    assert [row.consumer for row in seen["dora"].to_answer] == ["Finance"] and seen["dora"].hidden == 1
    assert seen["charlie"].answers == () and seen["charlie"].hidden == 2


def test_a_consumer_finds_what_waits_for_them(stage):
    opened(stage)
    assert proposals_visible(stage[1]).get().waiting_for_me == 1 and proposals_visible(stage[0].alice).get().waiting_for_me == 0


def test_a_proposal_of_a_restricted_domain_is_seen_by_those_it_asks_and_nobody_else(stage):
    cast, dora, _ = stage
    opened(stage)
    Domain.objects.update(is_restricted=True)
    assert proposals_visible(dora).count() == 1 and proposals_visible(cast.charlie).count() == 0
