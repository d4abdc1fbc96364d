"""What a text is recognised by: a fingerprint that a date in it doesn't change, and every word that may be a table's name."""

import re
from hashlib import blake2b

DIGEST_BYTES = 16
# A quoted date, time or number ('2026-03-01', '00:15', '4711'), a date or number that is a level of a path ('s3://b/x/dt=2026-03-01/'),
# and bare numbers of three digits or more. Not shorter ones: GROUP BY 1 means a place.
_DATED = re.compile(r"'[\d\s:./+TZ-]*\d[\d\s:./+TZ-]*'|(?<=[/=])\d{1,4}(?:-\d{2}){0,3}(?=[/'.])|(?<![\w.])\d{3,}(?![\w.])")
_WORD = re.compile(r"[^\W\d][\w$]*|\"([^\"]+)\"|`([^`]+)`|\[([^\]\[]+)\]")


def fingerprint(text: str, dialect: str = "") -> bytes:
    """Give 16 bytes that are the same for texts that differ in dates, times and long numbers alone: a daily job's SQL is one statement."""
    masked = _DATED.sub("0", text)
    return blake2b(f"{dialect}\0{masked}".encode(errors="surrogatepass"), digest_size=DIGEST_BYTES).digest()


def mentioned(text: str) -> frozenset[str]:
    """Give every word of a text that may be the last part of a table's name, in lower case, whatever it really is."""
    found = set()
    for match in _WORD.finditer(text):
        quoted = match.group(1) or match.group(2) or match.group(3)
        if quoted is None:
            found.add(match.group().lower())
        else:
            # In BigQuery backticks hold the whole name; in other dialects a string in double quotes holds words.
            found |= {part.lower() for part in (quoted, *re.split(r"[.\s/]+", quoted)) if part}
    return frozenset(found)
