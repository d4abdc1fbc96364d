"""What addresses and forms ask for, read once for all rooms: the numbers of rows."""

LARGEST = 2**63 - 1  # a bigint
DIGITS = 18  # that surely fit one


def number(text: str) -> int:
    """Read the number of a row as an address or a form gives it; anything else is 0, which no row has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else 0
