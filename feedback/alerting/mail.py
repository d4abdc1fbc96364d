"""E-mail: subject, plain text and HTML of a message, and the headers that thread it (RFC 5322 3.6.4) and end it (RFC 2369, 8058)."""

import html
from dataclasses import dataclass

from feedback.alerting.message import Message, Step, shortened

MOST_SUBJECT = 150
PREFIXES = {Step.RESOLVED: "Resolved: ", Step.ACKNOWLEDGED: "Acknowledged: "}


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as an e-mail."""

    subject: str
    text: str
    html: str


def letter(message: Message, *, settings_url: str) -> Letter:
    """Write it. The subject stays that of the matter, so that mail programs without References thread it, too."""
    subject = PREFIXES.get(Step(message.step), "") + message.title
    return Letter(shortened(" ".join(subject.split()), MOST_SUBJECT), _plain(message, settings_url), _rich(message, settings_url))


def headers(message: Message, *, delivery: str, channel: int, host: str, settings_url: str) -> dict[str, str]:
    """Give Message-ID (the same when sent again, so that mailboxes drop the second), the thread's root, and the way out."""
    root = f"<{message.matter.replace('/', '.')}.{channel}@{host}>"
    found = {"Message-ID": f"<{delivery}.{channel}@{host}>", "List-Unsubscribe": f"<{settings_url}>", "Auto-Submitted": "auto-generated"}
    if message.matter != "digest":
        found |= {"In-Reply-To": root, "References": root}
    return found


def _plain(message: Message, settings_url: str) -> str:
    parts = [message.title, message.text, "\n".join(f"{name}: {value}" for name, value in message.facts.items())]
    parts += [f"* {item.title}\n  {item.text}\n  {item.url}" for item in message.items]
    parts += [message.url, f"-- \n{message.why}\nWhat you hear, and how: {settings_url}".replace("\n\n", "\n")]
    return "\n\n".join(part for part in parts if part) + "\n"


def _rich(message: Message, settings_url: str) -> str:
    def safe(text: str) -> str:
        return html.escape(text).replace("\n", "<br>")

    rows = "".join(
        f'<tr><td style="padding:2px 16px 2px 0;color:#666">{safe(name)}</td><td>{safe(value)}</td></tr>'
        for name, value in message.facts.items()
    )
    items = "".join(
        f'<p><a href="{html.escape(item.url)}"><b>{safe(item.title)}</b></a><br>{safe(item.text)}</p>' for item in message.items
    )
    return (
        '<!doctype html><html lang="en"><body style="font-family:sans-serif;font-size:15px;line-height:1.5">'
        f'<h1 style="font-size:18px">{safe(message.title)}</h1><p>{safe(message.text)}</p>'
        f"{f'<table>{rows}</table>' if rows else ''}{items}"
        f'<p><a href="{html.escape(message.url)}">Open in Provender</a></p>'
        f'<p style="color:#666;font-size:13px">{safe(message.why)} <a href="{html.escape(settings_url)}">What you hear, and how</a></p>'
        "</body></html>"
    )
