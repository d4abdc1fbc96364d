"""Stand-ins on this machine for Slack, Teams, PagerDuty, a webhook's receiver and a mail server: they keep what really came over the wire."""

import json
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Call:
    path: str
    headers: dict
    body: bytes

    def json(self):
        return json.loads(self.body)


@dataclass
class Receiver:
    """Answers what it is told to; `answers` are (status, headers, body), the last one for ever."""

    url: str
    calls: list[Call] = field(default_factory=list)
    answers: list[tuple] = field(default_factory=lambda: [(200, {}, b"ok")])
    hold: threading.Event = field(default_factory=threading.Event)  # cleared, nothing is answered

    def __post_init__(self):
        self.hold.set()


@contextmanager
def http_receiver():
    receiver = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            receiver.calls.append(Call(self.path, dict(self.headers), body))
            receiver.hold.wait(20)
            status, headers, said = receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Post:
    port: int
    letters: list[Message] = field(default_factory=list)
    refuse: bytes = b""


@contextmanager
def mail_server():
    """Speak enough SMTP (RFC 5321) to take letters; `refuse` is what RCPT is answered with."""
    post = Post(0)

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line):
            self.wfile.write(line + b"\r\n")

        def handle(self):
            self.say(b"220 test")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self.say(b"354 go on")
                    lines = []
                    while (part := self.rfile.readline()) != b".\r\n":
                        lines.append(part)
                    post.letters.append(message_from_bytes(b"".join(lines)))
                if word == b"QUIT":
                    self.say(b"221 bye")
                    return
                self.say(post.refuse if word == b"RCPT" and post.refuse else b"250 fine")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    post.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield post
    finally:
        server.shutdown()
        server.server_close()
