import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.actions.keys import create_key
from lineage.models import Import
from tests.lineage.importing.artifacts import manifest, orders, spending
from tests.lineage.importing.bringing import bring
from tests.people import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def call(client, cast):
    """Call as alice's pipeline: (method, path, data)."""
    _, secret = create_key(name="ci", scopes=["read", "write"], person=cast.alice)

    def call(method, path, data=None, **more):
        return getattr(client, method)(f"/api/v1/imports{path}", data, headers={"Authorization": f"Bearer {secret}"}, **more)

    return call


def test_a_pipeline_uploads_its_artifacts_and_polls(call, cast):
    artifacts = SimpleUploadedFile("manifest.json", json.dumps(manifest(spending(), orders())).encode())
    said = {"kind": "dbt", "label": "shop", "settings": json.dumps({"namespace": "duckdb://file"}), "files": artifacts}
    answer = call("post", "", said)
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    found = Import.objects.get()
    assert answer["Location"].endswith(f"/api/v1/imports/{found.pk}")
    assert (found.settings, found.by, found.needs_confirming) == ({"namespace": "duckdb://file"}, cast.alice, False)
    assert call("get", "").json()["count"] == 1


def test_one_import_tells_what_it_changes_and_what_it_left_out(call, cast):
    found = bring("sql", {"a.sql": b"insert into daily select * from orders;\nselekt nonsense from"}, person=cast.alice)
    said = call("get", f"/{found.pk}").json()
    assert said["changes"] == [{"kind": "job", "state": "new", "namespace": "sql", "name": "a", "columns": []}]
    assert said["skipped"][0][0] == "a.sql, line 2"
    assert call("post", f"/{found.pk}/confirm").json()["state"] == "taking"
    assert call("post", f"/{found.pk}/discard").status_code == 409
    assert call("post", f"/{found.pk}/burn").status_code == 404


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"kind": "dbt", "label": "x"}, 400),
        ({"kind": "sql", "label": "x", "settings": "{"}, 400),
        ({"kind": "sql", "label": "x", "settings": json.dumps({"dialect": "klingon"})}, 400),
        ({"kind": "magic", "label": "x"}, 400),
        ({"kind": "database", "label": "x"}, 403),
    ],
)
def test_what_cannot_be_begun_is_refused(call, said, status):
    assert call("post", "", said).status_code == status


def test_others_imports_are_not_there(call, cast):
    found = bring("sql", {"a.sql": b"insert into daily select * from orders"}, person=cast.ada)
    assert call("get", f"/{found.pk}").status_code == 404
