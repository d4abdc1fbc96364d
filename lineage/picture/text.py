"""Fits text into the picture: SVG does not wrap or cut."""


def clipped(text: str, room: int) -> str:
    """Cut a name to so many characters. The end of a technical name tells more than its start, so little of that is kept."""
    if len(text) <= room:
        return text
    tail = max(room - 1 - room // 5, 1)
    return f"{text[: max(room - tail - 1, 0)]}…{text[-tail:]}"


def counted(number: int, word: str, cap: int | None = None) -> str:
    """Say a count with its word: `1 asset`, `3 assets`, `5,000+ assets`."""
    if cap is not None and number > cap:
        return f"{cap:,}+ {word}s"
    return f"{number:,} {word}{'' if number == 1 else 's'}"
