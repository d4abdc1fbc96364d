"""What a command found, independent of how it is printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any


class Exit(IntEnum):
    """How a command ends: 0 yes, 1 no, 2 nobody knows (also: it could not be asked)."""

    YES = 0
    NO = 1
    UNKNOWN = 2


class Level(StrEnum):
    """How a finding is to be taken."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say: about which file (or contract), at which line (0: none), in words."""

    level: Level
    subject: str
    message: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """All a command has to say. `data` is the answer for machines; its keys are part of the documented output."""

    command: str
    summary: str
    exit: Exit
    findings: tuple[Finding, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


class CannotAsk(Exception):
    """The command can't do its work (no server, no file, bad arguments); the message says what to do."""
