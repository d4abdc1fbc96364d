"""Times another resolver on the cases given: run inside the benchmark's own environment, which holds the peers and nothing of ours.

JSON on standard input ({tool, cases: [{sql, schema}]}), JSON out ({seconds, failed: {error: count}}). One core, processor time.
"""

import json
import sys
from collections import Counter
from time import process_time


def sqlglot_lineage(sql, schema):
    """As its documentation calls it: the whole statement at once, the schema as a dictionary."""
    from sqlglot.lineage import lineage

    lineage(None, sql, schema={table: dict.fromkeys(columns, "int") for table, columns in schema.items()}, dialect="postgres")


def sqllineage(sql, schema):
    from sqllineage.core.metadata.dummy import DummyMetaDataProvider
    from sqllineage.runner import LineageRunner

    known = DummyMetaDataProvider({f"main.{table}": columns for table, columns in schema.items()})
    LineageRunner(sql, dialect="postgres", metadata_provider=known).get_column_lineage()


def openlineage_sql(sql, schema):
    from openlineage_sql import parse

    del schema  # it takes none
    parse([sql], dialect="postgres")


TOOLS = {"sqlglot.lineage": sqlglot_lineage, "sqllineage": sqllineage, "openlineage-sql": openlineage_sql}


def main():
    asked = json.load(sys.stdin)
    resolve, failed, seconds = TOOLS[asked["tool"]], Counter(), 0.0
    resolve(asked["cases"][0]["sql"], asked["cases"][0]["schema"])  # imports don't count
    for case in asked["cases"]:
        start = process_time()
        try:
            resolve(case["sql"], case["schema"])
        except Exception as error:  # noqa: BLE001 - whatever a peer raises is a failure to count, by its kind
            failed[type(error).__name__] += 1
        seconds += process_time() - start
    json.dump({"seconds": seconds, "failed": failed}, sys.stdout)


if __name__ == "__main__":
    main()
