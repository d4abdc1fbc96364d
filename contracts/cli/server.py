"""Talking to a Provender over HTTP, with nothing but the standard library."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from contracts.cli.report import CannotAsk

TIMEOUT_SECONDS = 60.0
PAGE_SIZE = 500
TRIES = 3
AWAY = 503
PAUSE_SECONDS = 2.0
YAML, JSON = "application/yaml", "application/json"
OK_BELOW = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer: its status, its body as JSON (or bytes where it is none), and the bytes themselves."""

    status: int
    body: Any
    raw: bytes = b""

    @property
    def is_good(self) -> bool:
        """Tell whether it did as asked."""
        return self.status < OK_BELOW

    @property
    def message(self) -> str:
        """Give what the server says is wrong."""
        error = self.body.get("error", {}) if isinstance(self.body, dict) else {}
        told = error.get("message") if isinstance(error, dict) else error
        fields = error.get("fields") if isinstance(error, dict) else None
        document = fields.get("document") if isinstance(fields, dict) else None
        return str((document or [told])[0] or f"The server answered {self.status}.")


class Server:
    """One Provender, by its address and a key with the scopes read and, for changes, write."""

    def __init__(self, url: str, key: str = "") -> None:
        """Remember where and as whom."""
        if not url.startswith(("http://", "https://")):
            raise CannotAsk(f"{url!r} is no address of the web; give one like https://provender.example (--url or PROVENDER_URL).")
        self.url, self.key = url.rstrip("/"), key

    def get(self, address: str, /, **parameters: str) -> Answer:
        """Ask."""
        return self._send("GET", address, None, "", parameters)

    def post(self, address: str, body: bytes | Mapping[str, Any], /, **parameters: str) -> Answer:
        """Send a document as it is, or values as JSON."""
        if isinstance(body, bytes):
            return self._send("POST", address, body, YAML, parameters)
        return self._send("POST", address, json.dumps(body).encode(), JSON, parameters)

    def delete(self, path: str) -> Answer:
        """Take away."""
        return self._send("DELETE", path, None, "", {})

    def contracts(self, **parameters: str) -> Iterator[dict[str, Any]]:
        """Give all contracts the key may see. Raises CannotAsk."""
        page = 1
        while True:
            answer = self.get("contracts", page=str(page), page_size=str(PAGE_SIZE), **parameters)
            if not answer.is_good:
                raise CannotAsk(f"{self.url} doesn't list contracts: {answer.message}")
            yield from answer.body["results"]
            if not answer.body.get("next"):
                return
            page += 1

    def _send(self, method: str, path: str, body: bytes | None, kind: str, parameters: Mapping[str, str]) -> Answer:
        told = {name: value for name, value in parameters.items() if value}
        address = f"{self.url}/api/v1/{quote(path)}" + (f"?{urlencode(told)}" if told else "")
        headers = {"Accept": f"{JSON}, {YAML}"} | ({"Content-Type": kind} if kind else {})
        headers |= {"Authorization": f"Bearer {self.key}"} if self.key else {}
        request = Request(address, data=body, headers=headers, method=method)  # noqa: S310 - http or https, as checked
        answer = self._once(request)
        for _ in range(TRIES - 1):
            if answer.status != AWAY:
                break
            time.sleep(PAUSE_SECONDS)
            answer = self._once(request)
        return answer

    def _once(self, request: Request) -> Answer:
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310 - http or https, as checked
                raw = response.read()
                return Answer(response.status, _read(raw), raw)
        except HTTPError as error:
            raw = error.read()
            return Answer(error.code, _read(raw), raw)
        except (URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise CannotAsk(f"No Provender answers at {self.url}: {reason}. Name another with --url or PROVENDER_URL.") from error


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body
