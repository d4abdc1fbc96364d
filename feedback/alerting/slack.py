"""Slack: blocks for incoming webhooks and for chat.postMessage and chat.update (Slack's Block Kit reference: 50 blocks, 3,000 characters)."""

from typing import Any

from feedback.alerting.message import Message, Step, shortened

MOST_TEXT = 2_900
MOST_HEADER = 150
MOST_ITEMS = 20
SIGNS = {Step.OPENED: "🔴", Step.UPDATED: "🟠", Step.ACKNOWLEDGED: "🟡", Step.RESOLVED: "✅", Step.NOTE: "🔵"}


def escaped(text: str) -> str:
    """Escape the three characters that Slack reads as markup; mentions and links can't be smuggled in."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def payload(message: Message) -> dict[str, Any]:
    """Give the body: `text` for notifications and screen readers, `blocks` for the eye."""
    title = f"{SIGNS[Step(message.step)]} {message.title}"
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": shortened(title, MOST_HEADER), "emoji": True}},
    ]
    if message.text:
        blocks.append(_section(escaped(shortened(message.text, MOST_TEXT // 2))))
    if message.facts:
        pairs = [f"*{escaped(name)}*\n{escaped(shortened(value, 200))}" for name, value in list(message.facts.items())[:10]]
        blocks.append({"type": "section", "fields": [{"type": "mrkdwn", "text": pair} for pair in pairs]})
    blocks += [_section(f"<{item.url}|{escaped(item.title)}>\n{escaped(shortened(item.text, 300))}") for item in message.items[:MOST_ITEMS]]
    last = f"<{message.url}|Open in Provender>"
    blocks.append(
        {"type": "context", "elements": [{"type": "mrkdwn", "text": f"{last} · {escaped(message.why)}" if message.why else last}]}
    )
    return {"text": escaped(shortened(title, MOST_TEXT)), "blocks": blocks}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}
