"""The SQL files of the demo: models (views) and the rows of loaded tables; one file each, as in a modelling tool's project."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@cache
def model_sql(name: str) -> str:
    """Give the select of a model."""
    return (FOLDER / "models" / f"{name}.sql").read_text().strip()


@cache
def rows_sql(name: str) -> str:
    """Give the select that makes a loaded table's rows; `%(today)s` in it is the landscape's day."""
    return (FOLDER / "tables" / f"{name}.sql").read_text().strip()
