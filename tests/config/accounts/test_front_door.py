"""Signing up by policy, letters with links, invitations, limits, and what is written down of it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from catalog.actions.people import forget_unconfirmed
from catalog.models import AuditEntry, Domain, Person
from config import env
from tests.make import make_asset
from tests.people import make_cast, make_person

pytestmark = pytest.mark.django_db

PASSWORD = "correct-horse-9"
NEW = {"name": "Zoe Ortiz", "email": "Zoe.Ortiz@Example.org", "password1": PASSWORD}


@pytest.fixture(autouse=True)
def mail_server(settings):
    """Let letters be written (into a list)."""
    settings.SMTP_URL = "smtp://mail.example"


@pytest.fixture
def open_to_example(settings):
    settings.SIGN_UP = ("example.org",)
    make_person("ada", is_administrator=True)


def link() -> str:
    """The path of the link in the last letter."""
    found = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[1]


def test_nobody_signs_up_unless_the_operator_says_so(client: Client) -> None:
    make_person("ada", is_administrator=True)
    assert "by yourself" in client.get("/sign-up/").content.decode()
    client.post("/sign-up/", NEW)
    assert Person.objects.count() == 1 and not mail.outbox
    assert "/sign-up/" not in client.get("/sign-in/").content.decode()


def test_who_signs_up_comes_in_once_the_e_mail_is_confirmed(client: Client, open_to_example) -> None:
    assert client.post("/sign-up/", NEW).headers["Location"] == "/sign-up/confirm/"
    zoe = Person.objects.get(handle="zoe-ortiz")
    assert not zoe.is_active and not zoe.is_confirmed and zoe.email == "zoe.ortiz@example.org"
    answer = client.post("/sign-in/", {"login": "zoe.ortiz@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-up/confirm/" and "_auth_user_id" not in client.session
    assert "belongs to Zoe Ortiz" in client.get(link()).content.decode()
    client.post(link())
    assert client.post("/sign-in/", {"login": "zoe.ortiz@example.org", "password": PASSWORD}).headers["Location"] == "/"
    assert [entry.verb for entry in AuditEntry.objects.filter(actor=zoe).order_by("pk")] == [
        "person.signed_up",
        "email.confirmed",
        "person.signed_in",
    ]


def test_who_just_signed_up_sees_what_is_open_to_everybody_and_nothing_else(client: Client) -> None:
    cast = make_cast(is_restricted=True)
    open_domain = Domain.objects.create(slug="open", name="Open")
    make_asset("secret.orders", domain=cast.domain)
    make_asset("shop.weather", domain=open_domain)
    client.force_login(make_person("zoe"))
    page = client.get("/assets/").content.decode()
    assert "weather" in page and "secret" not in page


def test_an_e_mail_of_another_domain_may_not_sign_up(client: Client, open_to_example) -> None:
    answer = client.post("/sign-up/", {**NEW, "email": "zoe@example.org.evil.example"})
    assert answer.status_code == 422 and "Only e-mails ending in @example.org" in answer.content.decode()


def test_a_known_e_mail_is_told_by_letter_alone(client: Client, open_to_example) -> None:
    make_person("zed", email="zoe.ortiz@example.org")
    assert client.post("/sign-up/", NEW).headers["Location"] == "/sign-up/confirm/"
    assert Person.objects.count() == 2 and "have an account already" in mail.outbox[-1].subject


def test_an_e_mail_nobody_confirmed_is_free_again_after_three_days(client: Client, open_to_example) -> None:
    client.post("/sign-up/", NEW)
    make_person("dan", is_active=False)
    now = timezone.now()
    assert (forget_unconfirmed(now=now + timedelta(days=2)), forget_unconfirmed(now=now + timedelta(days=4))) == (0, 1)
    assert set(Person.objects.values_list("handle", flat=True)) == {"ada", "dan"}
    client.post("/sign-up/", NEW)
    assert Person.objects.filter(handle="zoe-ortiz").exists()


def test_a_closed_account_is_not_opened_by_an_old_link(client: Client, open_to_example) -> None:
    client.post("/sign-up/", NEW)
    old = link()
    Person.objects.filter(handle="zoe-ortiz").update(is_confirmed=True, is_active=False)
    client.post(old)
    assert not Person.objects.get(handle="zoe-ortiz").is_active


def test_a_forgotten_password_is_chosen_anew_by_a_letters_link(client: Client) -> None:
    dan = make_person("dan", email="dan@example.org")
    assert client.post("/password/forgotten/", {"email": "dan@example.org"}).headers["Location"] == "/password/sent/"
    form = client.get(link(), follow=True)
    assert form.status_code == 200 and client.get(link()).headers["Location"].endswith("-set-password/")
    path = form.redirect_chain[-1][0]
    assert client.post(path, {"password1": "short"}).status_code == 422
    assert client.post(path, {"password1": PASSWORD}).headers["Location"] == "/"
    assert AuditEntry.objects.filter(verb="password.changed", actor=dan).exists()
    assert "too old" in Client().get(link(), follow=True).content.decode()


def test_an_unknown_e_mail_is_answered_like_a_known_one(client: Client) -> None:
    assert client.post("/password/forgotten/", {"email": "who@example.org"}).headers["Location"] == "/password/sent/"
    assert mail.outbox[-1].to == ["who@example.org"] and "Nobody is known" in mail.outbox[-1].subject


def test_the_demos_people_have_neither_password_nor_mailbox(client: Client) -> None:
    ben = make_person("demo-ben", email="ben@kettle.example", is_demo=True)
    client.post("/password/forgotten/", {"email": "ben@kettle.example"})
    client.force_login(ben)
    assert client.get("/me/password/").status_code == client.post("/me/email/", {"email": "x@example.org"}).status_code == 403
    assert not mail.outbox


def test_without_a_mail_server_pages_say_so(client: Client, settings) -> None:
    settings.SMTP_URL = ""
    make_person("ada")
    answer = client.get("/password/forgotten/")
    assert answer.status_code == 403 and "No mail server" in answer.content.decode()
    assert "/password/forgotten/" not in client.get("/sign-in/").content.decode()


def test_a_mail_server_that_is_away_is_a_page_not_an_error(client: Client, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_person("dan", email="dan@example.org")
    answer = client.post("/password/forgotten/", {"email": "dan@example.org"})
    assert answer.status_code == 503 and "not sent" in answer.content.decode()


def test_who_asks_too_often_gets_429_in_words(client: Client) -> None:
    for _ in range(5):
        assert client.post("/password/forgotten/", {"email": "dan@example.org"}).status_code == 302
    answer = client.post("/password/forgotten/", {"email": "dan@example.org"})
    assert answer.status_code == 429 and "Too many attempts" in answer.content.decode()


def test_the_sixth_guess_of_a_password_is_not_even_tried(client: Client) -> None:
    dan = make_person("dan")
    dan.set_password(PASSWORD)
    dan.save()
    for _ in range(5):
        assert client.post("/sign-in/", {"login": "dan", "password": "guess"}).status_code == 422
    answer = client.post("/sign-in/", {"login": "dan", "password": PASSWORD})
    assert answer.status_code == 422 and "Wait five minutes" in answer.content.decode()


def test_an_invitation_lets_somebody_choose_a_password_and_come_in(client: Client) -> None:
    client.force_login(make_cast().ada)
    assert "Invite somebody" in client.get("/people/").content.decode()
    client.post("/people/invite/", {"name": "Zoe", "email": "zoe@example.org"})
    assert "Ada invites you" in mail.outbox[-1].body
    guest = Client()
    path = guest.get(link(), follow=True).redirect_chain[-1][0]
    assert guest.post(path, {"password1": PASSWORD}).headers["Location"] == "/"
    assert guest.get("/me/").status_code == 200
    again = client.post("/people/invite/", {"name": "Zoe", "email": "ZOE@example.org"})
    assert again.status_code == 422 and "signs in as zoe" in again.content.decode()


def test_a_new_e_mail_holds_once_it_is_confirmed(client: Client) -> None:
    dan = make_person("dan", email="dan@example.org")
    client.force_login(dan)
    client.post("/me/email/", {"email": "dan@example.com", "action_add": ""})
    dan.refresh_from_db()
    assert dan.email == "dan@example.org" and "dan@example.com" in client.get("/me/email/").content.decode()
    client.post(link())
    dan.refresh_from_db()
    assert dan.email == "dan@example.com"


@pytest.mark.parametrize(
    ("said", "means"), [("closed", ()), ("open", ("*",)), ("Example.org, @example.com", ("example.org", "example.com")), ("", ())]
)
def test_who_may_sign_up_is_one_setting(monkeypatch, said: str, means: tuple[str, ...]) -> None:
    monkeypatch.setenv("PROVENDER_SIGN_UP", said)
    assert env.sign_up("PROVENDER_SIGN_UP") == means


@pytest.mark.parametrize("said", ["yes", "open,example.org", "zoe@example.org"])
def test_a_bad_policy_stops_the_start(monkeypatch, said: str) -> None:
    monkeypatch.setenv("PROVENDER_SIGN_UP", said)
    with pytest.raises(env.BadSetting, match="PROVENDER_SIGN_UP"):
        env.sign_up("PROVENDER_SIGN_UP")
