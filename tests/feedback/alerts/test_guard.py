"""Nothing is sent where it could reach inside: addresses, redirects, names that lead there, slow and endless answers."""

import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.actions.alerts import calling
from feedback.actions.alerts.calling import Answer, CallFailed, check_url, look_up, post
from feedback.alerting.guarding import ForbiddenAddress, is_allowed_by_name, is_public, read_url


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",
        "192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:0:1::1",
        "::127.0.0.1", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_outside_are_public(address):
    assert is_public(address)


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_private_address_hides_behind_a_mapping(address):
    assert not is_public(f"::ffff:{address}")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org", "//example.org/", "javascript:alert(1)", "https://", "http://[::1",
        "https://user:secret@example.org/", "https://example.org:99999/", "https://exa mple.org/", "https://example.org/\r\nX: y", "",
    ],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url):
    with pytest.raises(ForbiddenAddress):
        read_url(url)


def test_a_path_beyond_ascii_is_escaped_once():
    assert read_url("https://hooks.example/müll/%C3%BC?a=b&c=%20") == ("https", "hooks.example", 443, "/m%C3%BCll/%C3%BC?a=b&c=%20")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://[::1]/",
        "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/", "http://0/", "http://10.0.0.1:8080/",
    ],
)  # fmt: skip
def test_spellings_of_inside_are_refused_before_anything_is_sent(url):
    with pytest.raises(ForbiddenAddress):
        check_url(url)
    with pytest.raises(ForbiddenAddress):
        post(url, b"{}", {})


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    found = [(2, 1, 6, "", ("1.1.1.1", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(ForbiddenAddress):
        look_up("both.example.org", 80)


def test_what_was_looked_at_is_what_is_dialled(receiver, settings, monkeypatch):
    """A name that answers differently the second time (DNS rebinding) is asked only once."""
    port = int(receiver.url.rpartition(":")[2])
    settings.OUTGOING_HOSTS = ["rebinding.example.org"]
    answers = iter([[(2, 1, 6, "", ("127.0.0.1", port))]])
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **kwargs: next(answers) if "rebinding" in host else real(host, *args, **kwargs)
    )
    assert post(f"http://rebinding.example.org:{port}/x", b"{}", {}).status == 200
    assert receiver.calls[0].headers["Host"] == f"rebinding.example.org:{port}"


def test_the_operator_allows_hosts_by_name_and_port():
    assert is_allowed_by_name("Hooks.internal", 80, ["hooks.internal"])
    assert is_allowed_by_name("hooks.internal", 8080, ["hooks.internal:8080"])
    assert not is_allowed_by_name("hooks.internal", 22, ["hooks.internal:8080"])
    assert not is_allowed_by_name("evil-hooks.internal", 80, ["hooks.internal"])


def trickle(server, stop):
    connection, _ = server.accept()
    while not stop.is_set():
        try:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        except OSError:
            return
        time.sleep(0.05)


def test_an_answer_that_trickles_for_ever_is_cut(settings, monkeypatch):
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    monkeypatch.setattr(calling, "TOTAL_SECONDS", 0.5)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=trickle, args=(server, stop), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(CallFailed):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        stop.set()
    assert time.monotonic() - began < 3


def test_a_long_answer_is_read_only_so_far(receiver):
    receiver.answers = [(200, {}, b"x" * 1_000_000)]
    assert len(post(receiver.url, b"{}", {}).text) == calling.MOST_ANSWER


def test_errors_name_no_address(settings):
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    with pytest.raises(CallFailed) as error:
        post("http://127.0.0.1:1/secret-path", b"{}", {})
    assert "127.0.0.1" not in str(error.value) and "secret" not in str(error.value)


def test_an_answer_that_is_no_object_is_read_as_empty():
    assert Answer(200, "[1]").json() == Answer(200, "nonsense").json() == {}
