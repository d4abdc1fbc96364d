"""A free TCP port, and whether a web server answers on it."""

import errno
import socket

PORTS_TO_TRY = 50


def free_port(host: str, wanted: int) -> int:
    """Give the wanted port, else the next free one above it; raises OSError when the host is none of ours or 50 ports are taken."""
    for port in range(wanted, min(wanted + PORTS_TO_TRY, 65_536)):
        if is_free(host, port):
            return port
    raise OSError(f"No free port from {wanted} to {wanted + PORTS_TO_TRY - 1} on {host}. Set PROVENDER_PORT to a free one.")


def is_free(host: str, port: int) -> bool:
    """Tell whether we could listen there; raises OSError for an address that is not this machine's."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


class WebAnswers:
    """Asks again and again, without ever waiting, whether the web server has answered a request by now."""

    def __init__(self, host: str, port: int, path: str) -> None:
        self.address = (host, port)
        self.request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        self.line: socket.socket | None = None

    def __call__(self) -> bool:
        """Give True once anything that is HTTP came back; an error page is an answer too, and its text is for the log."""
        try:
            if self.line is None:
                self.line = socket.create_connection(self.address, timeout=0.2)
                self.line.sendall(self.request)
                self.line.settimeout(0)
            answer = self.line.recv(64)
        except BlockingIOError:
            return False
        except OSError:
            answer = b""
        self._hang_up()
        return answer.startswith(b"HTTP/")

    def _hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None
