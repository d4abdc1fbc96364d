"""Agreements and results as other tools read them."""

from contracts.standards import Agreement, Result, Source, agreement_document, results_document

AGREED = {
    "identifier": "a",
    "purpose": "Board report",
    "contract": "orders",
    "contract_version": "1.0.0",
    "provider_team": "sales",
    "product": "Orders",
}


def test_an_active_agreement_is_approved_and_keeps_what_the_draft_has_no_words_for() -> None:
    agreement = Agreement(**AGREED, state="active", consumer_team="finance", starts="2026-01-01", ends="2026-12-31", notice_days=30)
    document = agreement_document(agreement)
    assert (document["kind"], document["status"], document["consumer"]) == ("AccessAgreement", "approved", {"teamId": "finance"})
    assert (document["startTimestamp"], document["endTimestamp"]) == ("2026-01-01T00:00:00Z", "2026-12-31T23:59:59Z")
    assert document["provider"]["dataContractVersion"] == "1.0.0"
    assert {item["property"]: item["value"] for item in document["customProperties"]} == {"state": "active", "noticeDays": 30}


def test_a_consumer_that_is_a_job_consumes_as_a_product() -> None:
    document = agreement_document(Agreement(**AGREED, state="requested", consumer_job="load_orders"))
    assert (document["status"], document["consumer"]) == ("requested", {"teamId": "none", "dataProductId": "load_orders"})


def test_what_nobody_judged_is_skipped_not_failed() -> None:
    shared = {"name": "n", "kind": "quality", "metric": "nullValues", "severity": "error", "resource": "orders.id", "is_column": True}
    results = [Result(key=verdict, verdict=verdict, **shared) for verdict in ("kept", "broken", "at_risk", "unknown")]
    document = results_document(identifier="x", observed_at="t", contract={}, results=results, source=Source())
    assert [result["status"] for result in document["results"]] == ["pass", "fail", "warn", "skip"]
    assert document["results"][0]["target"] == {"resourceType": "column", "resourceIdentifier": "orders.id"}
    assert document["results"][0]["dimension"] == "completeness"
