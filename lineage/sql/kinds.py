"""Edge kinds as bits, so that composing two steps of a value is one lookup."""

from .words import Kind, Subtype

IDENTITY, TRANSFORMATION, AGGREGATION, MASKED_TRANSFORMATION, MASKED_AGGREGATION, WINDOW, CONDITIONAL = (1 << bit for bit in range(7))
AGGREGATED = AGGREGATION | MASKED_AGGREGATION
_INDIRECT = WINDOW | CONDITIONAL
_ALL = 1 << 7

WORDS: dict[int, tuple[Kind, Subtype, bool]] = {
    IDENTITY: (Kind.DIRECT, Subtype.IDENTITY, False),
    TRANSFORMATION: (Kind.DIRECT, Subtype.TRANSFORMATION, False),
    AGGREGATION: (Kind.DIRECT, Subtype.AGGREGATION, False),
    MASKED_TRANSFORMATION: (Kind.DIRECT, Subtype.TRANSFORMATION, True),
    MASKED_AGGREGATION: (Kind.DIRECT, Subtype.AGGREGATION, True),
    WINDOW: (Kind.INDIRECT, Subtype.WINDOW, False),
    CONDITIONAL: (Kind.INDIRECT, Subtype.CONDITIONAL, False),
}
BITS = {word: bit for bit, word in WORDS.items()}
_RANK = {IDENTITY: 0, TRANSFORMATION: 1, AGGREGATION: 2, MASKED_TRANSFORMATION: 1, MASKED_AGGREGATION: 2}
_BY_RANK = {
    (0, False): IDENTITY,
    (1, False): TRANSFORMATION,
    (2, False): AGGREGATION,
    (1, True): MASKED_TRANSFORMATION,
    (2, True): MASKED_AGGREGATION,
}


def _compose(inner: int, outer: int) -> int:
    """Say what a value is after two steps: what decides stays deciding, what aggregates stays aggregated, what is masked stays masked."""
    if inner & _INDIRECT:
        return inner
    if outer & _INDIRECT:
        return outer
    masked = bool((inner | outer) & (MASKED_TRANSFORMATION | MASKED_AGGREGATION))
    return _BY_RANK[max(_RANK[inner], _RANK[outer]), masked]


def _lifted(outer: int) -> list[int]:
    table = []
    for bits in range(_ALL):
        result = 0
        for inner in WORDS:
            if bits & inner:
                result |= _compose(inner, outer)
        table.append(result)
    return table


# LIFT[outer][bits]: a set of kinds seen through one more step of kind `outer`.
LIFT: dict[int, list[int]] = {outer: _lifted(outer) for outer in WORDS}


def each(bits: int) -> list[tuple[Kind, Subtype, bool]]:
    """List the kinds of a set of bits as (kind, subtype, masking)."""
    return [word for bit, word in WORDS.items() if bits & bit]
