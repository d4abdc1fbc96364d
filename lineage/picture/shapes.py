"""What a lineage picture is drawn from, and what it looks like once drawn; all sizes in px."""

from dataclasses import dataclass

CARD_WIDTH = 244.0
HEAD_HEIGHT = 72.0
ROW_HEIGHT = 26.0
MORE_HEIGHT = 26.0
FOOT_HEIGHT = 8.0
MARGIN = 44.0
HANDLE_ROOM = 26.0
_THOUSAND = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """A column on a card. `tone`: me, up, down, or empty; `href` marks its path."""

    key: int
    name: str
    data_type: str = ""
    tone: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Handle:
    """`count` neighbours that are not drawn, and the address that draws them."""

    count: int
    href: str
    words: str

    @property
    def short(self) -> str:
        """The count as it fits a handle: `+7`, `+1.2k`."""
        return f"+{self.count}" if self.count < _THOUSAND else f"+{self.count / _THOUSAND:.1f}k"


@dataclass(frozen=True, slots=True)
class Card:
    """An asset to draw. `stage`: which opening brought it (0: none), so that earlier cards can keep their places.

    `more` columns are not drawn (`more_href` draws them). `words` says all of it to a screen reader.
    """

    key: int
    name: str
    full_name: str
    place: str
    kind: str
    status: str
    status_label: str
    href: str
    words: str
    rating: str = ""
    rows: tuple[Row, ...] = ()
    more: int = 0
    more_href: str = ""
    more_words: str = ""
    up: Handle | None = None
    down: Handle | None = None
    is_focus: bool = False
    is_hidden: bool = False
    is_dim: bool = False
    stage: int = 0

    @property
    def height(self) -> float:
        """The card's height."""
        rows = ROW_HEIGHT * len(self.rows) + (MORE_HEIGHT if self.more else 0.0)
        return HEAD_HEIGHT + rows + (FOOT_HEIGHT if rows else 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """An edge to draw, between cards or between columns of cards. `tone` as on a row; `words` says what it is and who says so."""

    source: int
    target: int
    source_column: int | None = None
    target_column: int | None = None
    is_indirect: bool = False
    tone: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A column with the top of its row below the card's, and whether a line ends on either side."""

    row: Row
    y: float
    name: str
    data_type: str
    has_left: bool
    has_right: bool


@dataclass(frozen=True, slots=True)
class DrawnCard:
    """A card with its top left corner."""

    card: Card
    x: float
    y: float
    height: float
    rows: tuple[DrawnRow, ...]
    name: str
    place: str
    width: int = int(CARD_WIDTH)

    @property
    def more_y(self) -> int:
        """The baseline of "+ n more columns", below the card's top."""
        return int(HEAD_HEIGHT + ROW_HEIGHT * len(self.rows) + 17)


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line as SVG path data, with a key that stays the same while its ends do."""

    key: str
    line: Line
    d: str
    closes_cycle: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole drawing. Lines with a tone come last, so that they lie on top."""

    cards: tuple[DrawnCard, ...]
    lines: tuple[DrawnLine, ...]
    width: float
    height: float
    crossings: int
