"""Single sign-on against an OpenID Connect provider that runs for the test: who comes in, who does not, and answers nobody asked for."""

import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPErrorProcessor, build_opener

import jwt
import pytest
from django.test import Client

from catalog.models import AuditEntry, Person
from config import env
from tests.people import make_person

pytestmark = pytest.mark.django_db
SECRET = "a secret of at least thirty-two letters"


class Provider(BaseHTTPRequestHandler):
    """Answers as the specification has it; `server.claims` are of whoever signs in there."""

    def do_GET(self) -> None:
        where, asked = urlsplit(self.path), parse_qs(urlsplit(self.path).query)
        if where.path == "/authorize":
            self.server.code, self.server.challenge = secrets.token_hex(8), asked["code_challenge"][0]
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri'][0]}?code={self.server.code}&state={asked['state'][0]}")
            self.end_headers()
            return
        own = self.server.url
        self.say(
            {
                "/.well-known/openid-configuration": {
                    "issuer": own,
                    "authorization_endpoint": f"{own}/authorize",
                    "token_endpoint": f"{own}/token",
                    "userinfo_endpoint": f"{own}/userinfo",
                    "jwks_uri": f"{own}/jwks",
                },
                "/userinfo": self.server.claims,
            }[where.path]
        )

    def do_POST(self) -> None:
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if said["code"] != [self.server.code] or "code_verifier" not in said:
            self.say({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        body = {"iss": self.server.url, "aud": "provender", "iat": now, "exp": now + 60, **self.server.claims}
        self.say({"access_token": "t", "token_type": "Bearer", "id_token": jwt.encode(body, SECRET, "HS256")})

    def say(self, body: dict, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def provider(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.url = f"http://127.0.0.1:{server.server_port}"
    server.claims = {"sub": "7", "name": "Zoe Ortiz", "email": "zoe@example.org", "email_verified": True}
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    settings.OIDC_URL, settings.OIDC_NAME, settings.OIDC_SIGN_UP = server.url, "Example", ("example.org",)
    settings.SOCIALACCOUNT_PROVIDERS = env.oidc(server.url, "Example", "provender", SECRET, trusts_email=False)
    make_person("ada", is_administrator=True)
    yield server
    server.shutdown()
    server.server_close()


class NoRedirect(HTTPErrorProcessor):
    def http_response(self, request, response):
        return response


def back_from(client: Client, *, next_page: str = "") -> str:
    """Go to the provider, sign in there, and give the path it sends the browser back to."""
    to = client.get("/sign-in/with/oidc/", {"next": next_page} if next_page else {}).headers["Location"]
    with build_opener(NoRedirect).open(to) as answer:
        return answer.headers["Location"].removeprefix("http://testserver")


def test_somebody_new_of_the_right_domain_comes_in(client: Client, provider) -> None:
    assert "Continue with Example" in client.get("/sign-in/").content.decode()
    assert client.get(back_from(client, next_page="/assets/")).headers["Location"] == "/assets/"
    zoe = Person.objects.get(email="zoe@example.org")
    assert (zoe.name, zoe.handle, zoe.has_usable_password()) == ("Zoe Ortiz", "zoe", False)
    assert list(AuditEntry.objects.filter(actor=zoe).order_by("pk").values_list("verb", "after__way")) == [
        ("person.signed_up", "Example"),
        ("person.signed_in", "Example"),
    ]


def test_who_is_known_by_the_e_mail_is_the_same_person_and_keeps_the_password(client: Client, provider) -> None:
    zoe = make_person("zoe-o", email="Zoe@example.org".lower())
    zoe.set_password("correct-horse-9")
    zoe.save()
    client.get(back_from(client))
    assert int(client.session["_auth_user_id"]) == zoe.pk
    zoe.refresh_from_db()
    assert zoe.has_usable_password()


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email": "zoe@evil.example"}, {"email": ""}])
def test_an_e_mail_nobody_vouches_for_or_of_another_domain_stays_out(client: Client, provider, claims) -> None:
    provider.claims |= claims
    make_person("zoe-o", email="zoe@evil.example", is_active=False)
    answer = client.get(back_from(client))
    assert "_auth_user_id" not in client.session and Person.objects.count() == 2
    assert answer.status_code in {200, 302}


def test_a_closed_account_stays_closed(client: Client, provider) -> None:
    make_person("zoe-o", email="zoe@example.org", is_active=False)
    assert client.get(back_from(client)).headers["Location"] == "/sign-in/closed/"


def test_an_answer_to_another_browsers_question_is_refused(client: Client, provider) -> None:
    stolen = back_from(Client())
    answer = client.get(stolen)
    assert answer.status_code == 401 and "not to a question of this browser" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_answer_counts_once(client: Client, provider) -> None:
    path = back_from(client)
    client.get(path)
    client.logout()
    assert client.get(path).status_code == 401


def test_a_provider_that_is_away_is_a_page(client: Client, provider) -> None:
    path = back_from(client)
    provider.code = "another"
    assert client.get(path).status_code == 401
    provider.shutdown()
    provider.server_close()
    assert client.get("/sign-in/with/oidc/").status_code == 503
