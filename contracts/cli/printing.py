"""Reports for people, for scripts (JSON), for test dashboards (JUnit) and for pull requests (GitHub annotations)."""

import json
from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from contracts.cli.report import Finding, Level, Report

MARKS = {Level.OK: "✓", Level.NOTE: "·", Level.WARNING: "!", Level.ERROR: "✗", Level.UNKNOWN: "?"}
SUFFIXES = (".yaml", ".yml", ".json")
FAILING = (Level.ERROR, Level.UNKNOWN)
ANNOTATIONS = {Level.ERROR: "error", Level.UNKNOWN: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def as_text(report: Report) -> str:
    """Say it to people: a line each, the summary last."""
    lines = [_line(finding) for finding in report.findings]
    return "\n".join([*lines, report.summary])


def _line(finding: Finding) -> str:
    where = f"{finding.subject}:{finding.line}" if finding.line else finding.subject
    return f"{MARKS[finding.level]} {f'{where}: ' if where else ''}{finding.message}"


def as_json(report: Report) -> str:
    """Say it to scripts."""
    findings = [
        {"level": item.level.value, "subject": item.subject, "line": item.line, "message": item.message} for item in report.findings
    ]
    told = {"command": report.command, "exit": int(report.exit), "summary": report.summary, "findings": findings, **report.data}
    return json.dumps(told, indent=2, ensure_ascii=False)


def as_junit(report: Report) -> str:
    """Say it to test dashboards: a case for each subject, failed where something is wrong with it."""
    subjects = dict.fromkeys(finding.subject or report.command for finding in report.findings)
    cases = [_case(subject, report) for subject in subjects]
    failures = sum("<failure" in case for case in cases)
    head = f'<testsuite name={quoteattr(f"provender {report.command}")} tests="{len(cases)}" failures="{failures}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *cases, "</testsuite>"])


def _case(subject: str, report: Report) -> str:
    found = [item for item in report.findings if (item.subject or report.command) == subject]
    bad = [item for item in found if item.level in FAILING]
    told = "\n".join(_line(item) for item in found)
    inside = f"<failure message={quoteattr(bad[0].message)}>{escape(told)}</failure>" if bad else f"<system-out>{escape(told)}</system-out>"
    return f"  <testcase classname={quoteattr(f'provender.{report.command}')} name={quoteattr(subject)}>{inside}</testcase>"


def as_github(report: Report) -> str:
    """Say it to a pull request, as workflow commands that become annotations; then the summary."""
    lines = [_annotation(finding) for finding in report.findings if finding.level in ANNOTATIONS]
    return "\n".join([*lines, report.summary])


def _annotation(finding: Finding) -> str:
    is_file = finding.subject.endswith(SUFFIXES)
    place = [f"file={_property(finding.subject)}"] if is_file else [f"title={_property(finding.subject)}"] if finding.subject else []
    place += [f"line={finding.line}"] if finding.line else []
    return f"::{ANNOTATIONS[finding.level]} {','.join(place)}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: dict[str, Callable[[Report], str]] = {"human": as_text, "json": as_json, "junit": as_junit, "github": as_github}
