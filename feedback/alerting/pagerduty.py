"""PagerDuty's Events API v2: a matter is one incident, its key the dedup_key."""

from typing import Any

from feedback.alerting.message import Message, Step, shortened

MOST_SUMMARY = 1_024
MOST_KEY = 255
ACTIONS = {Step.OPENED: "trigger", Step.UPDATED: "trigger", Step.ACKNOWLEDGED: "acknowledge", Step.RESOLVED: "resolve", Step.NOTE: ""}
SEVERITIES = {"critical", "error", "warning", "info"}


def is_for_pagers(step: str) -> bool:
    """Say whether an incident follows from such news: what has no end wakes nobody."""
    return bool(ACTIONS[Step(step)])


def payload(message: Message, routing_key: str, *, source: str) -> dict[str, Any]:
    """Give the event; acknowledging and resolving need nothing but the key."""
    action = ACTIONS[Step(message.step)] or "trigger"
    event: dict[str, Any] = {"routing_key": routing_key, "event_action": action, "dedup_key": shortened(message.matter, MOST_KEY)}
    if action == "trigger":
        event["payload"] = {
            "summary": shortened(message.title, MOST_SUMMARY),
            "source": source,
            "severity": message.severity if message.severity in SEVERITIES else "error",
            "timestamp": message.at,
            "custom_details": {"text": message.text, **message.facts},
        }
        event["links"] = [{"href": message.url, "text": "Open in Provender"}]
        event["client"], event["client_url"] = "Provender", message.url
    return event
