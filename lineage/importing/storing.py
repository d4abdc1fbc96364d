"""A reading as plain JSON, so that what is taken is exactly what was shown."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from lineage.importing.words import Piece, Use
from lineage.openlineage.words import DatasetRef


def store(pieces: Iterable[Piece], uses: Iterable[Use], *, is_cumulative: bool) -> dict[str, Any]:
    """Write down what is to be told and counted."""
    return {
        "pieces": [[piece.key, piece.document] for piece in pieces],
        "uses": [
            [
                use.day.isoformat(),
                use.reader,
                [[ref.namespace, ref.name] for ref in use.tables],
                [[ref.namespace, ref.name, column] for ref, column in use.columns],
                use.queries,
            ]
            for use in uses
        ],
        "is_cumulative": is_cumulative,
    }


def load(stored: dict[str, Any]) -> tuple[list[Piece], list[Use], bool]:
    """Read it back."""
    uses = [
        Use(
            date.fromisoformat(day),
            reader,
            tuple(DatasetRef(*ref) for ref in tables),
            tuple((DatasetRef(namespace, name), column) for namespace, name, column in columns),
            queries,
        )
        for day, reader, tables, columns, queries in stored["uses"]
    ]
    return [Piece(*piece) for piece in stored["pieces"]], uses, stored["is_cumulative"]
