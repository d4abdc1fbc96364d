"""Tell the event log: pieces go the way of every event, and each is remembered with what it said."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

import orjson
from django.db import transaction
from psycopg2 import Binary

from catalog import bulk
from lineage.actions.importing.proposing import content_digest
from lineage.actions.receive import Incoming, receive
from lineage.importing.words import Piece
from lineage.models import Import, ImportPiece
from lineage.openlineage import open_envelope

AT_ONCE = 500
REMEMBER = """
INSERT INTO lineage_importpiece (taken_by_id, label, key, content, event_digest, is_new) VALUES %s
ON CONFLICT (taken_by_id, key) DO NOTHING
"""

Progress = Callable[[int, int], None]


def tell(found: Import, pieces: Sequence[Piece], *, now: datetime, progress: Progress) -> int:
    """Append the pieces as events, `now` where the source told no time; returns how many events were new to the log."""
    told = set(ImportPiece.objects.filter(taken_by=found).values_list("key", flat=True))
    left = iter(piece for piece in pieces if piece.key not in told)
    done = len(told)
    while chunk := list(islice(left, AT_ONCE)):
        with transaction.atomic():
            _tell(found, chunk, now)
        done += len(chunk)
        progress(done, len(pieces))
    return ImportPiece.objects.filter(taken_by=found, is_new=True).count()


def _tell(found: Import, chunk: Sequence[Piece], now: datetime) -> None:
    events = [_incoming(piece, now) for piece in chunk]
    digests = [event.envelope.digest for event in events]
    had = {
        bytes(digest)
        for (digest,) in bulk.ask("SELECT digest FROM lineage_eventdigest WHERE digest = ANY(%s)", [Binary(d) for d in digests])
    }
    receive(events)
    rows = [
        (
            found.pk,
            found.label,
            piece.key,
            Binary(content_digest(piece.document)),
            Binary(event.envelope.digest),
            event.envelope.digest not in had,
        )
        for piece, event in zip(chunk, events, strict=True)
    ]
    bulk.write(REMEMBER, sorted(rows, key=lambda row: row[2]))


def _incoming(piece: Piece, now: datetime) -> Incoming:
    document = {**piece.document, "eventTime": piece.document["eventTime"] or now.isoformat()}
    body = orjson.dumps(document)
    return Incoming(open_envelope(document), body)
