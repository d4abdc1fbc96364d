"""What differs between SQL dialects beside grammar: names, case, lateral aliases."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect


class Case(Enum):
    """What an unquoted name means: folded to lower or upper case, or any case at all, quoted or not."""

    LOWER = "lower"
    UPPER = "upper"
    ANY = "any"


class UnknownDialect(ValueError):
    """No dialect goes by this name."""


_NAMES = {
    "": "",
    "ansi": "",
    "generic": "",
    "sql": "",
    "sparksql": "spark",
    "mssql": "tsql",
    "sqlserver": "tsql",
    "greenplum": "postgres",
    "postgresql": "postgres",
    "vertica": "postgres",
    "cockroachdb": "postgres",
    "mariadb": "mysql",
    "db2": "",
    "impala": "hive",
    "synapse": "tsql",
    "azuresynapse": "tsql",
}
_POSTGRES = {"postgres", "redshift", "materialize", "risingwave"}
_LOWER = _POSTGRES | {""}
_UPPER = {"snowflake", "oracle", "exasol"}
_DEFAULT_SCHEMAS = {"tsql": "dbo", "fabric": "dbo", "snowflake": "public"}
_TABLE_VARIABLES = frozenset({"tsql", "fabric"})
_LATERAL = {"snowflake", "redshift", "databricks", "spark", "duckdb", "clickhouse", "teradata"}


@dataclass(frozen=True, slots=True)
class Rules:
    """A dialect's parser and habits. `name` is the parser's own; `written` what the caller said. `names_casts`: an unnamed `x::int` is called `x`.

    `default_schema` is the key of the one that `database..table` means.
    """

    name: str
    written: str
    case: Case
    lateral_aliases: bool
    names_casts: bool
    dialect: Dialect
    default_schema: str = ""

    @property
    def table_variables(self) -> bool:
        """Whether `@name` may be a table."""
        return self.name in _TABLE_VARIABLES

    def key(self, identifier: object) -> str:
        """Give a name's key: equal keys are the same name in this dialect.

        A name is folded as the dialect does. Keys of upper-case dialects swap the case of every letter, so that an ordinary name's key is
        lower-case in every dialect, and a quoted name of another case keeps a key of its own.
        """
        if not isinstance(identifier, exp.Identifier):
            return str(getattr(identifier, "name", "")).lower()
        args = identifier.args
        name: str = args["this"]
        if args.get("temporary"):
            # T-SQL's #name is another table than name.
            return f"#{name.lower()}"
        return self.text_key(name) if args.get("quoted") else name.lower()

    def text_key(self, name: str) -> str:
        """Give the key of a name as the catalog spells it."""
        return name.lower() if self.case is Case.ANY else name if self.case is Case.LOWER else name.swapcase()

    def spelling(self, key: str) -> str:
        """Say a key as the database does."""
        return key.swapcase() if self.case is Case.UPPER else key


@lru_cache(maxsize=64)
def rules(dialect: str) -> Rules:
    """Find a dialect by any of its usual names; raises UnknownDialect."""
    written = dialect.strip().lower()
    name = _NAMES.get(written, written)
    try:
        parser = Dialect.get_or_raise(name or None)
    except ValueError as error:
        raise UnknownDialect(f"No SQL dialect is called “{dialect}”; use a name such as postgres, snowflake, bigquery or ansi.") from error
    case = Case.LOWER if name in _LOWER else Case.UPPER if name in _UPPER else Case.ANY
    return Rules(name, written, case, name in _LATERAL, name in _POSTGRES, parser, _DEFAULT_SCHEMAS.get(name, ""))
