"""The SQL page and its REST twin: what a text means to the person who asks, and recording it."""

import pytest

from lineage.actions.projecting import Projector
from lineage.models import Edge, Job
from tests.make import make_asset
from tests.people import make_cast
from tests.stories.log import kept_entries

pytestmark = pytest.mark.django_db

FILL = "INSERT INTO daily (day, total) SELECT o.placed, sum(o.price) FROM orders o WHERE o.state = 'paid' GROUP BY 1"


@pytest.fixture
def cast():
    cast = make_cast(is_restricted=True)
    make_asset("shop.public.orders", columns=["placed", "price", "state"], domain=cast.domain)
    make_asset("shop.public.daily", columns=["day", "total"], domain=cast.domain)
    return cast


@pytest.fixture
def ask(client, cast):
    def asked(sql, person=None, **more):
        client.force_login(person or cast.bob)
        return client.post("/sql/", {"sql": sql, **more})

    return asked


@pytest.fixture
def call(client, cast):
    def called(person=None, **body):
        client.force_login(person or cast.bob)
        return client.post("/api/v1/sql/lineage", body, content_type="application/json")

    return called


def test_a_pasted_query_is_drawn_with_its_columns_marked_in_the_text(ask):
    text = ask(FILL).content.decode()
    assert 'data-columns="1">placed</a>' in text
    assert "shop.public.orders" in text
    assert 'class="lg-line' in text
    assert "the catalog has the column" in text


def test_what_a_person_may_not_see_is_not_known_to_their_sql(ask, cast):
    text = ask("SELECT * FROM orders", cast.charlie).content.decode()
    assert "Not in the catalog" in text
    assert "price" not in text


def test_every_statement_is_accounted_for(ask):
    text = ask("SELECT 1; SELEC oops FROM; INSERT INTO daily SELECT * FROM orders").content.decode()
    assert text.count('id="sq-s') == 3
    assert "not understood" in text


def test_a_template_is_rendered_with_the_variables_given(ask):
    text = ask("SELECT {{ which }} FROM orders", variables="which = price").content.decode()
    assert ">price</a>" in text


def test_an_undeclared_variable_is_named(call):
    answer = call(sql="SELECT {{ which }} FROM orders").json()
    assert "which" in answer["problem"]


def test_the_api_answers_as_the_page(call):
    answer = call(sql=FILL, dialect="postgres").json()
    edge = next(edge for edge in answer["edges"] if edge["target_column"] == "total")
    assert (edge["source"], edge["source_column"], edge["subtype"], edge["confidence"]) == (
        "shop.public.orders",
        "price",
        "aggregation",
        "verified",
    )
    assert [statement["outcome"] for statement in answer["statements"]] == ["ok"]


def test_a_schema_given_goes_before_the_catalog(call):
    answer = call(sql="SELECT * FROM orders", schema={"orders": ["mine"]}).json()
    assert [edge["source_column"] for edge in answer["edges"]] == ["mine"]


def test_the_words_of_dbt_point_where_the_environment_says(call):
    answer = call(sql="SELECT price FROM {{ ref('o') }}", environment={"models": {"o": "shop.public.orders"}}).json()
    assert answer["edges"][0]["confidence"] == "verified"


@pytest.mark.parametrize("body", [{}, {"sql": "SELECT 1", "dialect": "klingon"}, {"sql": "SELECT 1", "namespace": "nowhere"}])
def test_what_cannot_be_asked_is_refused_in_words(call, body):
    assert call(**body).status_code == 400


def test_a_contributor_records_a_text_as_a_jobs_lineage(ask):
    assert ask(FILL, record="1", job_namespace="cron", job_name="fill").status_code == 302
    Projector().fold(kept_entries())
    assert Edge.objects.filter(evidence="sql", job__name="fill", is_shown=True).exists()


def test_others_may_not_record_it(ask, cast):
    cast.domain.is_restricted = False
    cast.domain.save()
    text = ask(FILL, cast.charlie, record="1", job_namespace="cron", job_name="fill").content.decode()
    assert "you need to be a contributor" in text
    assert not Job.objects.filter(name="fill").exists()
