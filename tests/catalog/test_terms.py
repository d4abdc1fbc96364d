"""The glossary: defining, changing, relating, linking, suggesting; who may; what the history keeps."""

import pytest
from django.test import Client

from catalog.actions.terms import CannotDefine, Wanted, change_term, define_term, map_terms
from catalog.models import AuditEntry, Domain, DomainRole, Role, SearchEntry, Term, TermLink, TermMapping
from catalog.queries import meanings, suggested_terms, term_page
from tests.make import make_asset
from tests.people import Cast, make_cast

pytestmark = pytest.mark.django_db


def said(name: str = "Customer", definition: str = "Whoever **buys**.", synonyms: tuple[str, ...] = ("client",), **more: object) -> Wanted:
    return Wanted(name, definition, synonyms, str(more.get("state", "draft")), None)


def other_domain(cast: Cast, slug: str = "support", *, is_restricted: bool = False) -> Domain:
    domain = Domain.objects.create(slug=slug, name=slug.title(), is_restricted=is_restricted)
    DomainRole.objects.create(domain=domain, person=cast.alice, role=Role.CONTRIBUTOR)
    return domain


def test_a_contributor_defines_a_term_and_it_is_recorded_and_found(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.bob)
    form = {"name": "Customer", "domain": cast.domain.pk, "definition": "Whoever **buys**.", "synonyms": "client, Buyer; client"}
    assert client.post("/terms/new/", form).status_code == 302
    term = Term.objects.get()
    assert (term.synonyms, term.words, term.state) == (["Buyer", "client"], ["customer", "buyer", "client"], "draft")
    assert AuditEntry.objects.get(verb="term.defined").actor == cast.bob
    assert SearchEntry.objects.get(kind="term").ref == term.pk
    assert "<strong>buys</strong>" in client.get(f"/terms/{term.pk}/").content.decode()


def test_who_has_no_role_may_neither_define_nor_change(client: Client) -> None:
    cast = make_cast()
    term = define_term(domain=cast.domain, wanted=said())
    client.force_login(cast.charlie)
    assert client.get(f"/terms/{term.pk}/").status_code == 200
    for address in ("/terms/new/", f"/terms/{term.pk}/edit/"):
        assert client.get(address).status_code == 403
    for address in (f"/terms/{term.pk}/delete/", f"/terms/{term.pk}/map/"):
        assert client.post(address).status_code == 403


def test_terms_of_a_restricted_domain_are_not_found_by_outsiders(client: Client) -> None:
    cast = make_cast(is_restricted=True)
    term = define_term(domain=cast.domain, wanted=said())
    client.force_login(cast.charlie)
    assert client.get(f"/terms/{term.pk}/").status_code == 404
    assert f"/terms/{term.pk}/" not in client.get("/terms/").content.decode()
    assert client.get(f"/api/v1/terms/{term.pk}").status_code == 404
    assert client.get("/api/v1/terms").json()["results"] == []


def test_only_stewards_settle_a_definition(client: Client) -> None:
    cast = make_cast()
    term = define_term(domain=cast.domain, wanted=said())
    form = {"name": "Customer", "definition": "Better.", "state": "approved"}
    for person, state in ((cast.bob, "draft"), (cast.alice, "approved")):
        client.force_login(person)
        assert client.post(f"/terms/{term.pk}/edit/", form).status_code == 302
        term.refresh_from_db()
        assert term.state == state


def test_a_domain_defines_a_word_once_whatever_its_case() -> None:
    cast = make_cast()
    define_term(domain=cast.domain, wanted=said())
    with pytest.raises(CannotDefine, match="has the term"):
        define_term(domain=cast.domain, wanted=said("CUSTOMER"))


def test_an_earlier_wording_can_be_put_back(client: Client) -> None:
    cast = make_cast()
    term = define_term(domain=cast.domain, wanted=said())
    change_term(term=term, wanted=said(definition="Whoever pays."))
    client.force_login(cast.bob)
    first = AuditEntry.objects.get(verb="term.defined")
    assert f"/restore/{first.pk}/" in client.get(f"/terms/{term.pk}/").content.decode()
    client.post(f"/restore/{first.pk}/")
    term.refresh_from_db()
    assert term.definition == "Whoever **buys**."
    client.force_login(cast.charlie)
    assert client.post(f"/restore/{first.pk}/").status_code == 403


def test_the_same_word_elsewhere_is_shown_as_such_until_somebody_compares_them() -> None:
    cast = make_cast()
    here = define_term(domain=cast.domain, wanted=said())
    there = define_term(domain=other_domain(cast), wanted=said(definition="Whoever calls."))
    assert [relation.words for relation in term_page(here.pk, cast.bob).relations] == ["not compared yet"]
    map_terms(term=there, other=here, kind="broader", note="callers need not buy")
    assert [(relation.other, relation.words) for relation in term_page(here.pk, cast.bob).relations] == [(there, "is narrower than")]
    assert [relation.words for relation in term_page(there.pk, cast.bob).relations] == ["is broader than"]
    map_terms(term=here, other=there, kind="differs")
    assert TermMapping.objects.get().kind == "differs"


def test_a_word_of_a_hidden_domain_is_no_relation() -> None:
    cast = make_cast()
    here = define_term(domain=cast.domain, wanted=said())
    there = define_term(domain=other_domain(cast, "secret", is_restricted=True), wanted=said())
    map_terms(term=here, other=there, kind="same")
    assert term_page(here.pk, cast.charlie).relations == ()
    assert len(term_page(here.pk, cast.alice).relations) == 1


def test_names_suggest_terms_until_they_are_accepted_or_declined(client: Client) -> None:
    cast = make_cast()
    term = define_term(domain=cast.domain, wanted=said())
    asset = make_asset("db.stg_customers", domain=cast.domain, columns=["customer_id int", "city text"])
    hints = suggested_terms(asset, asset.columns.all(), cast.bob)
    assert [(hint.term, hint.column and hint.column.path) for hint in hints] == [(term, None), (term, "customer_id")]
    client.force_login(cast.bob)
    assert "Terms its names suggest" in client.get(f"/assets/{asset.pk}/").content.decode()
    client.post(f"/assets/{asset.pk}/terms/", {"term": term.pk, "decision": "accepted"})
    client.post(f"/assets/{asset.pk}/terms/", {"term": term.pk, "column": asset.columns.get(path="customer_id").pk, "decision": "declined"})
    assert suggested_terms(asset, asset.columns.all(), cast.bob) == []
    assert [meaning.link.column for meaning in meanings(asset, cast.bob)] == [None]


def test_a_term_is_put_on_by_its_word_and_taken_off_again(client: Client) -> None:
    cast = make_cast()
    define_term(domain=cast.domain, wanted=said())
    asset = make_asset(domain=cast.domain)
    client.force_login(cast.bob)
    client.post(f"/assets/{asset.pk}/terms/", {"term": "customer"})
    link = TermLink.objects.get()
    page = client.get(f"/assets/{asset.pk}/").content.decode()
    assert f"/terms/{link.term_id}/" in page
    client.post(f"/term-links/{link.pk}/remove/", {"next": "https://elsewhere.example/"})
    assert not TermLink.objects.exists()


def test_a_column_tells_what_its_word_means_here_and_elsewhere(client: Client) -> None:
    cast = make_cast()
    here = define_term(domain=cast.domain, wanted=said())
    define_term(domain=other_domain(cast), wanted=said())
    asset = make_asset(domain=cast.domain, columns=["customer_id int"])
    client.force_login(cast.bob)
    client.post(f"/assets/{asset.pk}/terms/", {"term": here.pk, "column": asset.columns.get().pk})
    page = client.get(f"/assets/{asset.pk}/columns/").content.decode()
    assert "also means something in" in page
    assert ">Support</a>" in page


def test_the_api_defines_changes_links_and_drops(client: Client) -> None:
    cast = make_cast()
    asset = make_asset(domain=cast.domain, columns=["customer_id int"])
    client.force_login(cast.alice)
    sent = {"content_type": "application/json"}
    made = client.post("/api/v1/terms", {"domain": "sales", "name": "Customer", "synonyms": ["client"], "state": "approved"}, **sent)
    assert made.status_code == 201
    number = made.json()["id"]
    assert client.post("/api/v1/terms", {"domain": "sales", "name": "customer"}, **sent).status_code == 400
    assert client.patch(f"/api/v1/terms/{number}", {"definition": "Buys."}, **sent).json()["synonyms"] == ["client"]
    link = client.post(f"/api/v1/assets/{asset.pk}/terms", {"term": number, "column": "customer_id"}, **sent).json()
    assert client.get(f"/api/v1/terms/{number}").json()["links"] == [{"id": link["id"], "asset": asset.pk, "column": "customer_id"}]
    assert client.get("/api/v1/terms?name=client").json()["results"][0]["id"] == number
    assert client.delete(f"/api/v1/assets/{asset.pk}/terms/{link['id']}").status_code == 204
    assert client.delete(f"/api/v1/terms/{number}").status_code == 204
    assert not SearchEntry.objects.filter(kind="term").exists()
    client.force_login(cast.charlie)
    assert client.post("/api/v1/terms", {"domain": "sales", "name": "X"}, **sent).status_code == 403
