"""CREATE TABLE and ALTER TABLE read as columns."""

import pytest

from lineage.sql.definitions import Defined, Definition, NoDefinition, definition
from lineage.sql.splitting import Unreadable

BEFORE = (Defined("id", "bigint", required=True), Defined("amount", "decimal(10,2)"), Defined("note", "text"))


def columns(text, dialect="postgres"):
    return [(c.name, c.type, c.required) for c in definition(text, dialect, BEFORE).columns]


def test_a_new_table_says_its_columns():
    assert columns("create table shop.orders (id bigint primary key, amount numeric(12,2) not null, note varchar(20))") == [
        ("id", "BIGINT", True),
        ("amount", "DECIMAL(12, 2)", True),
        ("note", "VARCHAR(20)", False),
    ]


ALTERATIONS = [
    ("postgres", "alter table o drop column note; alter table o add x int not null", [*BEFORE[:2], Defined("x", "INT", required=True)]),
    ("postgres", "alter table o rename column amount to total", [BEFORE[0], Defined("total", "decimal(10,2)", was="amount"), BEFORE[2]]),
    ("postgres", "alter table o alter id type int, alter note set not null", [Defined("id", "INT", required=True), BEFORE[1], Defined("note", "text", required=True)]),
    ("mysql", "alter table o modify column note varchar(30) not null", [*BEFORE[:2], Defined("note", "VARCHAR(30)", required=True)]),
    ("mysql", "alter table o change column note remark varchar(30)", [*BEFORE[:2], Defined("remark", "VARCHAR(30)", required=False, was="note")]),
    ("tsql", "alter table o alter column note nvarchar(30) not null", [*BEFORE[:2], Defined("note", "NVARCHAR(30)", required=True)]),
    ("postgres", "alter table o drop column if exists note, add constraint c unique (id)", list(BEFORE[:2])),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text", "after"), ALTERATIONS)
def test_an_alteration_starts_from_what_is_there(dialect, text, after):
    assert list(definition(text, dialect, BEFORE).columns) == after


@pytest.mark.parametrize("text", ["drop table orders", "alter table orders rename to old_orders"])
def test_a_table_dropped_or_renamed_is_gone(text):
    assert definition(text, "postgres", BEFORE).is_gone


@pytest.mark.parametrize("text", ["select 1", "create table x as select 1 as a", "create table a (x int); create table b (y int)", ""])
def test_what_defines_no_single_table_is_said(text):
    with pytest.raises(NoDefinition):
        definition(text, "postgres", BEFORE)


def test_text_that_is_no_sql_names_its_line():
    with pytest.raises(Unreadable) as refused:
        definition("create table a (x int);\ncreate table b (x int", "postgres", ())
    assert refused.value.line == 2


def test_the_name_is_as_written():
    assert definition("create table `p.d.orders` (id INT64)", "bigquery", ()) == Definition(
        ("p", "d", "orders"), (Defined("id", "INT64", required=False),)
    )
