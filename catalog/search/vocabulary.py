"""The vocabulary of names, and correcting a mistyped query by it."""

from django.db import connection, transaction

from catalog.models import SearchWord

SHORTEST = 3  # letters; shorter words are near everything
FARTHEST = 2  # edits
MOST_WORDS = 50_000
NEAREST = 20

# Numbers and scraps correct nobody's spelling.
HEAR = """
CREATE TEMP TABLE heard ON COMMIT DROP AS
SELECT word, ndoc FROM ts_stat('SELECT to_tsvector(''simple'', words) FROM catalog_searchentry')
WHERE length(word) BETWEEN 3 AND 100 AND word !~ '^[0-9]+$'
"""
LEARN = """
INSERT INTO catalog_searchword (word, entries) SELECT word, ndoc FROM heard
ON CONFLICT (word) DO UPDATE SET entries = excluded.entries WHERE catalog_searchword.entries <> excluded.entries
"""
FORGET = "DELETE FROM catalog_searchword known WHERE NOT EXISTS (SELECT FROM heard WHERE heard.word = known.word)"


def learn_words() -> None:
    """Refresh the vocabulary from every entry's words; reads the whole index, so a task does it."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in ("DROP TABLE IF EXISTS pg_temp.heard", HEAR, LEARN, FORGET):
            cursor.execute(statement)


def corrected(words: list[str]) -> list[str] | None:
    """Give the words with each unknown one replaced by its nearest neighbour (two edits at most); None: nothing nearer is known."""
    if not words or not any(len(word) >= SHORTEST for word in words):
        return None
    known = _vocabulary()
    if not known:  # the first misspelling after installing comes before the first task
        learn_words()
        known = _vocabulary()
    better = [_nearest(word, known) for word in words]
    return better if better != words else None


def _vocabulary() -> dict[str, int]:
    return dict(SearchWord.objects.order_by("-entries").values_list("word", "entries")[:MOST_WORDS])


def _nearest(word: str, known: dict[str, int]) -> str:
    if word in known or len(word) < SHORTEST:
        return word
    from rapidfuzz import process  # here: most processes never correct a word, and it takes 3 MB
    from rapidfuzz.distance import DamerauLevenshtein

    farthest = min(FARTHEST, len(word) // 3)
    near = process.extract(word, known.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=farthest, limit=NEAREST)
    if not near:
        return word
    return min(near, key=lambda found: (found[1], -known[found[0]], found[0]))[0]
