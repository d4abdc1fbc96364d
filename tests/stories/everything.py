"""One row of every kind behind a restricted domain, and what to put into each address to reach it."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import zstandard
from django.utils import timezone

from catalog.auth import digest_of, new_secret
from catalog.models import (
    ApiKey,
    AssetList,
    AssetTag,
    AuditEntry,
    Domain,
    DomainRole,
    ListedAsset,
    Membership,
    OwnerSuggestion,
    Person,
    Role,
    SampleQuery,
    Term,
    TermLink,
    TermMapping,
)
from contracts.models import (
    Acknowledgement,
    Agreement,
    ChangeProposal,
    ChartPoint,
    Clause,
    Contract,
    ContractedAsset,
    ContractVersion,
    ControlChart,
    DataTest,
    DataTestResult,
    Deviation,
)
from feedback.models import (
    AbuseReport,
    AccessRequest,
    Answer,
    Case,
    Channel,
    Criterion,
    Delivery,
    Follow,
    Hook,
    Matter,
    Notice,
    Question,
    ReplyTemplate,
    Report,
    Review,
    RotaTurn,
    SavedView,
)
from lineage.models import Connection, Event, EventProblem, Import, ImportSource
from tests.lineage.queries.makers import link, make_job, make_run, touch
from tests.make import NOON, make_asset, make_column
from tests.people import make_cast, make_person

AUTHOR = "author"
PEOPLE = ("outsider", "reader", "contributor", "steward", "owner")


@dataclass(slots=True)
class Everything:
    """The people by role, and the rows: `by_word` fills `<int:word>`, `by_name` fills `<int:pk>` of a URL's name."""

    people: dict[str, Person]
    by_word: dict[str, Any]
    by_name: dict[str, Any]
    keys: dict[str, str] = field(default_factory=dict)

    def arguments(self, name: str, words: list[str]) -> dict[str, Any]:
        """Give what an address of this name needs; an unknown word is a KeyError: teach this file the new kind of row."""
        stem = name.removeprefix("api-").split("-")[0]
        given = {}
        for word in words:
            own = f"{name}.{word}"
            given[word] = self.by_name[own] if own in self.by_name else self.by_word[word] if word in self.by_word else self.by_name[stem]
        return given


def make_everything() -> Everything:
    """Fill a restricted domain with one row of each kind, all written by somebody who is none of the tested people."""
    cast = make_cast(is_restricted=True)
    people = {role: make_person(role) for role in (AUTHOR, *PEOPLE)}
    for handle in ("reader", "contributor", "steward", "owner"):
        DomainRole.objects.create(domain=cast.domain, person=people[handle], role=Role(handle))
    DomainRole.objects.create(domain=cast.domain, person=people[AUTHOR], role=Role.READER)
    world = Everything(
        people={**people, "admin": cast.ada},
        by_word={"provider_id": "oidc", "uidb36": "1", "key": "old-key"},
        by_name={"team": cast.team.slug, "domain": cast.domain.slug},
    )
    asset = make_asset("secret.orders", domain=cast.domain, owner_team=cast.team, columns=("id bigint",), fresh_at=NOON)
    world.by_word["asset_id"] = world.by_name["asset"] = asset.pk
    _of_catalog(world, asset, cast.domain)
    _of_lineage(world, asset, cast)
    _of_contracts(world, asset, cast.domain)
    _of_tests(world, asset)
    _of_cases(world, asset, cast.domain)
    _of_shop(world, asset, cast.domain)
    _of_alerts(world, asset)
    return world


def make_key(person: Person, *scopes: str) -> str:
    """Make a key that acts as somebody, and give its secret."""
    secret = new_secret()
    ApiKey.objects.create(
        name=f"{person.handle} {scopes}", digest=digest_of(secret), ending=secret[-4:], scopes=list(scopes), created_by=person
    )
    return secret


def _of_catalog(world: Everything, asset: Any, domain: Domain) -> None:
    author = world.people[AUTHOR]
    term = Term.objects.create(domain=domain, name="Order", definition="What a customer wants")
    other = Term.objects.create(domain=domain, name="Purchase", definition="What a customer bought")
    mine = AssetList.objects.create(name="Mine", owner=author)
    ListedAsset.objects.create(asset_list=mine, asset=asset, added_by=author)
    entry = AuditEntry.objects.create(
        verb="asset.described", target_kind="asset", target_id=str(asset.pk), target_name="secret", before={"purpose": ""},
        after={"purpose": "x"}, actor=author, request_id="r",
    )  # fmt: skip
    key = ApiKey.objects.create(name="theirs", digest=b"x" * 32, ending="abcd", scopes=["read"], created_by=author)
    world.by_word |= {
        "term_id": term.pk,
        "mapping_id": TermMapping.objects.create(term=term, other=other, kind="same").pk,
        "link_id": TermLink.objects.create(term=term, asset=asset, added_by=author).pk,
        "list_id": mine.pk,
        "entry_id": entry.pk,
        "key_id": key.pk,
        "query_id": SampleQuery.objects.create(asset=asset, title="All", text="select 1", added_by=author).pk,
        "tag_id": AssetTag.objects.create(asset=asset, key="pii", value="no", source="hand", added_by=author).pk,
        "column_id": make_column(asset, "amount").pk,
        "suggestion_id": OwnerSuggestion.objects.create(asset=asset, owner="dba").pk,
        "role_id": DomainRole.objects.filter(domain=domain).latest("pk").pk,
        "membership_id": Membership.objects.latest("pk").pk,
        "person_id": author.pk,
    }
    world.by_name |= {"role": domain.slug, "desk": domain.slug, "member": world.by_name["team"], "column": world.by_word["column_id"]}


def _of_lineage(world: Everything, asset: Any, cast: Any) -> None:
    job = make_job("secret.load", owner_team=cast.team)
    run = make_run(job, "secret-run")
    touch(run, asset)
    link(make_asset("secret.raw", domain=cast.domain), asset, job)
    body = b'{"eventType": "COMPLETE"}'
    event = Event.objects.create(
        id=7, xid=1, received_at=NOON, kind="run", event_type="COMPLETE", event_time=NOON, job_namespace=job.namespace.name,
        job_name=job.name, run_id=run.run_id, producer="p", digest=hashlib.sha256(body).digest(), body=zstandard.ZstdCompressor().compress(body),
    )  # fmt: skip
    EventProblem.objects.create(event_id=event.pk, received_at=NOON, severity="failure", code="odd")
    connection = Connection.objects.create(name="Shop", address="duckdb:///x", sealed=b"x", namespace="duckdb://x", created_by=cast.ada)
    source = ImportSource.objects.create(label="dbt", kind="dbt", folder="/x", created_by=cast.ada)
    taken = Import.objects.create(label="dbt", kind="dbt", state="proposed", by=world.people[AUTHOR])
    world.by_word |= {"namespace": job.namespace.name, "dataset": asset.name, "job": job.name, "run_id": run.run_id, "subject": "jobs"}
    world.by_name |= {"job": job.pk, "run": run.pk, "event": event.pk, "connection": connection.pk, "source": source.pk, "import": taken.pk}
    world.by_name |= {f"marquez-dataset{part}.namespace": asset.namespace.name for part in ("", "-versions")}
    world.by_name |= {"source-new.pk": taken.pk, "import-new.kind": "dbt", "source-decide.decision": "forget"}
    world.by_name |= {"import-decide.decision": "discard", "api-import-decide.decision": "discard"}


def _of_contracts(world: Everything, asset: Any, domain: Domain) -> None:
    author = world.people[AUTHOR]
    contract = Contract.objects.create(key="secret", name="Secret", domain=domain)
    usual = {"contract": contract, "api_version": "v3.2.0", "raw": b"version: 1.0.0\n", "document": {"version": "1.0.0"}, "digest": b"x"}
    version = ContractVersion.objects.create(number="1.0.0", state="active", activated_at=NOON, **usual)
    planned = ContractVersion.objects.create(number="2.0.0", state="proposed", proposed_at=NOON, **usual)
    ContractedAsset.objects.create(version=version, object_name="orders", asset=asset)
    agreement = Agreement.objects.create(contract=contract, consumer_person=author, state="requested", purpose="Bonus", requested_by=author)
    clause = Clause.objects.create(
        version=version, asset=asset, key="sla/x", kind="service", property="freshness", words="Fresh", in_force_from=NOON
    )
    broken = Deviation.objects.create(asset=asset, clause=clause, version=version, key=clause.key, words="Stale", opened_at=NOON)
    proposal = ChangeProposal.objects.create(version=planned, replaces=version, opened_by=author)
    asked = Acknowledgement.objects.create(proposal=proposal, agreement=agreement, consumer="author", verdict="breaks")
    world.by_word |= {"contract_id": contract.pk, "asset": f"{asset.namespace.name}/{asset.name}"}
    world.by_name |= {"contract": contract.pk, "agreement": agreement.pk, "deviation": broken.pk, "proposal": proposal.pk}
    world.by_name |= {f"api-contract-version{part}.number": "1.0.0" for part in ("", "-state", "-bindings", "-diff", "-clauses")}
    world.by_name |= {"acknowledgement": asked.pk, "contract-version-bind.pk": version.pk, "contract-version-step.pk": planned.pk}
    world.by_name["contract-version-step.step"] = "withdraw"


def _of_tests(world: Everything, asset: Any) -> None:
    chart = ControlChart.objects.create(asset=asset, metric="row_count", since=NOON)
    point = ChartPoint.objects.create(chart=chart, subject="s", observed_at=NOON, value=1, phase="learning")
    test = DataTest.objects.create(
        name="Enough", asset=asset, kind="business", sql="select 1", state="active", terms={"operator": "mustBe", "value": 1}
    )
    DataTestResult.objects.create(test=test, at=NOON, outcome="passed", trigger="hand")
    world.by_name |= {"chart": chart.pk, "chart-point.pk": point.pk, "test": test.pk}


def _of_cases(world: Everything, asset: Any, domain: Domain) -> None:
    author = world.people[AUTHOR]
    case = Case.objects.create(asset=asset, title="Wrong: secret", state="to_verify", outcome="fixed")
    report = Report.objects.create(case=case, reporter=author, asset=asset, kind="wrong", text="Zero", asked_at=NOON)
    today = timezone.now().date()
    world.by_word |= {
        "case_id": case.pk,
        "report_id": report.pk,
        "view_id": SavedView.objects.create(person=author, name="Mine", query="view=new").pk,
        "template_id": ReplyTemplate.objects.create(domain=domain, name="Thanks", text="Thank you").pk,
        "turn_id": RotaTurn.objects.create(domain=domain, person=author, starts_on=today, ends_on=today + timedelta(days=7)).pk,
    }


def _of_shop(world: Everything, asset: Any, domain: Domain) -> None:
    author = world.people[AUTHOR]
    review = Review.objects.create(asset=asset, author=author, stars=2, text="Hm")
    question = Question.objects.create(asset=asset, author=author, text="Why?")
    answer = Answer.objects.create(question=question, author=author, text="Because")
    complaint = AbuseReport.objects.create(review=review, person=author, reason="Rude")
    wish = AccessRequest.objects.create(asset=asset, person=author, purpose="Bonus")
    criterion = Criterion.objects.create(domain=domain, stage="shared", kind="owner")
    world.by_word |= {
        "review_id": review.pk,
        "question_id": question.pk,
        "answer_id": answer.pk,
        "complaint_id": complaint.pk,
        "request_id": wish.pk,
        "criterion_id": criterion.pk,
        "number": review.pk,
    }
    world.by_name |= {"abuse-report.kind": "review"}


def _of_alerts(world: Everything, asset: Any) -> None:
    author = world.people[AUTHOR]
    matter = Matter.objects.create(key="deviation/1", title="Late", url="/", severity="error")
    notice = Notice.objects.create(person=author, matter=matter, reason="late", words="Late", asset_id=asset.pk)
    channel = Channel.objects.create(person=author, kind="email", name="Mine", secret=b"x")
    hook = Hook.objects.create(name="Theirs", made_by=author, secret=b"x", key=b"x")
    world.by_word |= {
        "follow_id": Follow.objects.create(person=author, asset=asset).pk,
        "notice_id": notice.pk,
        "channel_id": channel.pk,
        "hook_id": hook.pk,
        "delivery_id": Delivery.objects.create(channel=channel, notice=notice, matter=matter, content={}).pk,
    }
    world.by_name |= {
        "follow-search.kind": "search",
        "follow.kind": "asset",
        "follow.key": str(asset.pk),
        "follow-state.kind": "asset",
        "follow-state.key": str(asset.pk),
        "report-rows.key": "runs",
    }
