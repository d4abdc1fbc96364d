"""Microsoft Teams: an Adaptive Card for the webhook trigger of Workflows, at most 28 KB."""

import json
from typing import Any

from feedback.alerting.message import Message, Step, shortened

MOST_BYTES = 28 * 1024
COLOURS = {Step.OPENED: "attention", Step.UPDATED: "warning", Step.ACKNOWLEDGED: "warning", Step.RESOLVED: "good", Step.NOTE: "accent"}
WORDS = {Step.OPENED: "New", Step.UPDATED: "News", Step.ACKNOWLEDGED: "Acknowledged", Step.RESOLVED: "Resolved", Step.NOTE: "News"}


def payload(message: Message) -> dict[str, Any]:
    """Give the body; texts and items are cut until it fits."""
    for most_text, most_items in ((4_000, 30), (1_000, 10), (300, 3)):
        made = _payload(message, most_text, most_items)
        if len(json.dumps(made).encode()) <= MOST_BYTES:
            return made
    return _payload(message, 100, 0)


def _payload(message: Message, most_text: int, most_items: int) -> dict[str, Any]:
    step = Step(message.step)
    body: list[dict[str, Any]] = [
        _text(WORDS[step], color=COLOURS[step], size="small", weight="bolder"),
        _text(shortened(message.title, min(most_text, 500)), size="large", weight="bolder"),
    ]
    if message.text:
        body.append(_text(shortened(message.text, most_text)))
    if message.facts:
        facts = [{"title": name, "value": shortened(value, 200)} for name, value in list(message.facts.items())[:20]]
        body.append({"type": "FactSet", "facts": facts})
    for item in message.items[:most_items]:
        body.append(_text(shortened(item.title, 200), weight="bolder"))
        body.append(_text(shortened(item.text, 300)))
    if message.why:
        body.append(_text(shortened(message.why, 200), size="small", isSubtle=True))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "body": body,
        "actions": [{"type": "Action.OpenUrl", "title": "Open in Provender", "url": message.url}],
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}],
    }


def _text(text: str, **look: Any) -> dict[str, Any]:
    return {"type": "TextBlock", "text": text, "wrap": True, **look}
