"""REST of data tests, and the command."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from contracts.models import DataTest
from tests.contracts.testing.making import make_database, make_table, make_test
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(tmp_path):
    return make_database(tmp_path, ["CREATE TABLE orders AS SELECT range AS id FROM range(50)"])


@pytest.fixture
def cast():
    return make_cast(is_restricted=True)


@pytest.fixture
def sign_in(client, cast):
    def as_(handle):
        client.force_login(getattr(cast, handle))
        return client

    return as_


def test_a_test_is_written_run_and_read(sign_in, shop, cast):
    asset = make_table(domain=cast.domain)
    body = {
        "asset": asset.pk, "name": "Enough", "kind": "completeness", "connection": "Shop", "sql": "SELECT count(*) FROM orders",
        "terms": {"operator": "mustBeGreaterThan", "value": 60},
    }  # fmt: skip
    alice = sign_in("alice")
    made = alice.post("/api/v1/tests", body, content_type="application/json")
    assert made.status_code == 201
    number = made.json()["id"]
    came = alice.post(f"/api/v1/tests/{number}/run", {}, content_type="application/json").json()
    assert (came["outcome"], came["words"]) == ("failed", "50, expected more than 60")
    assert alice.get(f"/api/v1/tests/{number}/results").json()["count"] == 1
    assert [one["last_outcome"] for one in alice.get(f"/api/v1/tests?asset={asset.pk}").json()["results"]] == ["failed"]
    assert alice.delete(f"/api/v1/tests/{number}").status_code == 204


def test_a_bad_test_is_refused_in_words(sign_in, shop, cast):
    asset = make_table(domain=cast.domain)
    body = {"asset": asset.pk, "name": "Bad", "kind": "business", "sql": "DELETE FROM orders", "terms": {"operator": "mustBe", "value": 0}}
    answer = sign_in("alice").post("/api/v1/tests", body, content_type="application/json")
    assert (answer.status_code, "only reads" in answer.content.decode()) == (400, True)
    assert sign_in("bob").post("/api/v1/tests", body, content_type="application/json").status_code == 403
    assert sign_in("charlie").post("/api/v1/tests", body, content_type="application/json").status_code == 404


def test_a_hidden_test_is_not_there(sign_in, shop, cast):
    test = make_test(make_table(domain=cast.domain), shop)
    charlie = sign_in("charlie")
    assert charlie.get(f"/api/v1/tests/{test.pk}").status_code == 404
    assert charlie.post(f"/api/v1/tests/{test.pk}/run", {}, content_type="application/json").status_code == 404
    assert charlie.get("/api/v1/tests").json()["count"] == 0


@pytest.mark.parametrize(("sql", "code"), [("SELECT 1", None), ("SELECT 0", 1), ("SELECT nothing", 2)])
def test_the_command_s_exit_code_says_the_worst(shop, sql, code):
    test = make_test(make_table(), shop, sql)
    out = StringIO()
    if code is None:
        call_command("run_tests", "--json", stdout=out)
        assert json.loads(out.getvalue())["test"] == test.pk
    else:
        with pytest.raises(SystemExit) as stopped:
            call_command("run_tests", "--asset", test.asset.name, stdout=out)
        assert stopped.value.code == code
    assert DataTest.objects.get().results.get().trigger == "command"
