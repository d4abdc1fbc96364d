"""`can-i-change` and `gate`: a server's verdict as an exit code."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from contracts.cli.report import CannotAsk, Exit, Finding, Level, Report
from contracts.cli.server import Answer, Server

EXITS = {"yes": Exit.YES, "no": Exit.NO, "unknown": Exit.UNKNOWN}
LEVELS = {"yes": Level.OK, "no": Level.ERROR, "unknown": Level.UNKNOWN}


def can_i_change(arguments: Namespace) -> Report:
    """Ask who would break: 0 nobody, 1 somebody, 2 nobody knows."""
    server = Server(arguments.url, arguments.key)
    answer = server.post("can-i-change", _proposal(arguments))
    body = _answer(answer)
    findings = [_row(row, arguments.file) for row in body.get("rows", [])]
    missing = [Finding(Level.UNKNOWN, arguments.sql or arguments.file, str(words)) for words in body.get("missing", [])]
    return _verdict("can-i-change", body, [*missing, *findings], _counted(findings))


def _counted(findings: list[Finding]) -> str:
    """Say how many of whom there are."""
    kinds = ((Level.ERROR, "would break"), (Level.UNKNOWN, "can't be told"), (Level.OK, "not affected"))
    told = [f"{count} {words}" for level, words in kinds if (count := sum(finding.level == level for finding in findings))]
    return f" ({', '.join(told)})" if told else " (nobody is known to rely on it)"


def _proposal(arguments: Namespace) -> dict[str, Any]:
    told: dict[str, Any] = {name: value for name in ("asset", "dialect") if (value := getattr(arguments, name))}
    for form, path in (("contract", arguments.file), ("sql", arguments.sql)):
        if path:
            told[form] = _text(path)
    if arguments.observed:
        told["observed"] = True
    if not told.keys() & {"contract", "sql", "observed"}:
        raise CannotAsk("Give the changed contract as a file, or --asset with --sql or --observed.")
    return told


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotAsk(f"{path} can't be read: {error}.") from error


def _row(row: dict[str, Any], subject: str) -> Finding:
    reasons = "; ".join(str(reason.get("words") or reason.get("message") or reason) for reason in row.get("reasons", []) if reason)
    level = LEVELS.get(str(row.get("verdict")), Level.UNKNOWN)
    return Finding(level, subject, f"{row.get('consumer', 'somebody')}: {reasons or 'not affected'}")


def gate(arguments: Namespace) -> Report:
    """Ask whether an asset may be read, or its pipeline continue: 0 yes, 1 no, 2 nobody knows."""
    server = Server(arguments.url, arguments.key)
    body = _answer(server.get(f"gate/{arguments.asset}", purpose=arguments.purpose))
    level = LEVELS.get(str(body.get("verdict")), Level.UNKNOWN)
    reasons = [
        reason if isinstance(reason, str) else str(reason.get("words") or reason.get("message") or reason)
        for reason in body.get("reasons", [])
    ]
    return _verdict("gate", body, [Finding(level, arguments.asset, reason) for reason in reasons])


def _answer(answer: Answer) -> dict[str, Any]:
    if not answer.is_good or not isinstance(answer.body, dict):
        raise CannotAsk(answer.message)
    return answer.body


def _verdict(command: str, body: dict[str, Any], findings: list[Finding], counted: str = "") -> Report:
    verdict = str(body.get("verdict", "unknown"))
    words = {"yes": "Yes", "no": "No", "unknown": "Nobody knows"}.get(verdict, verdict)
    return Report(command, f"{words}{counted}.", EXITS.get(verdict, Exit.UNKNOWN), tuple(findings), body)
