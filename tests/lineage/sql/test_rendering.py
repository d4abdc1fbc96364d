"""Jinja in SQL."""

import pytest

from lineage.sql import CannotRender, Environment, UndefinedVariable, render, resolve, salvage

SHOP = Environment(models={"orders": "shop.orders"}, sources={("raw", "payments"): "lake.payments"}, this="shop.daily")


def test_text_without_jinja_is_unchanged():
    assert render("SELECT '{' FROM t") == "SELECT '{' FROM t"


def test_refs_and_sources_are_the_environments_tables():
    text = "SELECT * FROM {{ ref('orders') }} JOIN {{ source('raw', 'payments') }} JOIN {{ ref('other') }} JOIN {{ this }}"
    assert render(text, {}, SHOP) == "SELECT * FROM shop.orders JOIN lake.payments JOIN other JOIN shop.daily"


def test_variables_and_loops_are_rendered():
    text = "SELECT {% for c in columns %}{{ c }}{% if not loop.last %}, {% endif %}{% endfor %} FROM t WHERE d > {{ var('since') }}"
    assert render(text, {"columns": ["a", "b"], "since": 7}) == "SELECT a, b FROM t WHERE d > 7"


def test_an_undefined_variable_is_named():
    with pytest.raises(UndefinedVariable, match="cutoff"):
        render("SELECT {{ cutoff }}")
    with pytest.raises(UndefinedVariable, match="since"):
        render("SELECT {{ var('since') }}")


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% if %}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'a'.ljust(999999999) }}",
        "{{ '{:>999999999}'.format(1) }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_the_sandbox_holds(text):
    with pytest.raises((CannotRender, UndefinedVariable)):
        render(text)


def test_what_cant_be_rendered_is_salvaged_with_both_branches():
    text = "SELECT {{ dbt_utils.star() }} FROM {{ ref('orders') }} {% if is_incremental() %}WHERE a{% else %}WHERE b{% endif %}"
    first, second = salvage(text, SHOP)
    assert "FROM shop.orders  WHERE a" in first and "WHERE b" not in first
    assert "FROM shop.orders  WHERE b" in second
    assert [str(table) for table in resolve(first, dialect="postgres").reads] == ["shop.orders"]


def test_an_if_without_else_is_salvaged_with_and_without():
    assert len(salvage("SELECT 1 {% if x %}, 2{% endif %}")) == 2


def test_a_comment_vanishes():
    assert salvage("SELECT 1 {# {{ x }} #}") == ("SELECT 1  ",)
