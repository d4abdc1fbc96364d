"""Questions, answers, what becomes documentation, and what moderators hide."""

import pytest

from catalog.models import Asset, Column, DomainRole, Role
from feedback.actions import questions as acts
from feedback.actions.moderation import complain, decide_complaint
from feedback.actions.reviews import Opinion, write_review
from feedback.models import AbuseReport, Question
from feedback.queries.reviews import complaints_to_decide
from tests.make import make_asset
from tests.people import as_, make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def asset(cast):
    return make_asset("orders", columns=["net"], domain=cast.domain, owner_team=cast.team, steward=cast.alice, description="Orders.")


def test_asking_offers_what_was_asked_before(cast, asset):
    question = acts.ask(author=cast.bob, asset=asset, text="Is net before discount?")
    acts.answer(author=cast.alice, question=question, text="After it.")
    page = as_(cast.charlie).get(f"/assets/{asset.pk}/ask/?q=discount").content.decode()
    assert "Is it one of these?" in page and "After it." in page
    assert "Is it one of these?" not in as_(cast.charlie).get(f"/assets/{asset.pk}/ask/?q=weather").content.decode()


def test_the_asker_accepts_one_answer_and_can_move_the_mark(cast, asset):
    question = acts.ask(author=cast.charlie, asset=asset, text="Net?")
    first, second = (acts.answer(author=cast.bob, question=question, text=text) for text in ("a", "b"))
    for given in (first, second):
        as_(cast.charlie).post(f"/answers/{given.pk}/accept/")
    assert [answer.pk for answer in question.answers.filter(accepted_at__isnull=False)] == [second.pk]
    stranger = as_(cast.ada)
    assert stranger.post(f"/answers/{first.pk}/accept/").status_code == 302  # administers
    assert as_(cast.bob).post(f"/answers/{first.pk}/accept/").status_code == 302  # is on the owning team


@pytest.mark.parametrize(("column", "where"), [("", "description"), ("net", "column")])
def test_an_accepted_answer_becomes_documentation_once(cast, asset, column, where):
    question = acts.ask(author=cast.charlie, asset=asset, text="Net of what?", column_path=column)
    with pytest.raises(acts.CannotAsk, match="Accept an answer"):
        acts.promote_answer(question=question)
    acts.accept_answer(given=acts.answer(author=cast.alice, question=question, text="Of tax."), person=cast.charlie)
    assert acts.promote_answer(question=question) == where
    written = Column.objects.get().description if column else Asset.objects.get().description
    assert written == ("Of tax." if column else "Orders.\n\n**Net of what?**\n\nOf tax.")
    with pytest.raises(acts.CannotAsk, match="already"):
        acts.promote_answer(question=Question.objects.get())


def test_what_a_moderator_hides_is_gone_from_the_page_and_from_the_mean(cast, asset):
    review = write_review(author=cast.charlie, asset=asset, opinion=Opinion(1, "rude words"))
    complaint = complain(words=review, person=cast.bob, reason="insult")
    assert complain(words=review, person=cast.bob, reason="again").pk == complaint.pk
    assert as_(cast.bob).post(f"/moderation/{complaint.pk}/", {"do": "hide"}).status_code == 403
    assert "rude words" in as_(cast.alice).get("/moderation/").content.decode()
    as_(cast.alice).post(f"/moderation/{complaint.pk}/", {"do": "hide"})
    assert "rude words" not in as_(cast.bob).get(f"/assets/{asset.pk}/reviews/").content.decode()
    assert Asset.objects.get().rating is None
    assert "rude words" in as_(cast.alice).get("/moderation/?show=hidden").content.decode()
    as_(cast.alice).post(f"/moderation/{complaint.pk}/", {"do": "show"})
    assert Asset.objects.get().rating == 1
    assert "rude words" not in as_(cast.alice).get("/moderation/?show=hidden").content.decode()


def test_complaints_of_other_domains_do_not_crowd_out_ones_own(cast, asset, django_assert_num_queries):
    others = [make_asset(f"a{n}") for n in range(3)]
    for one in (*others, asset):
        complain(words=acts.ask(author=cast.charlie, asset=one, text=f"Spam on {one}"), person=cast.bob, reason="spam")
    erin = make_person("erin")
    DomainRole.objects.create(domain=cast.domain, person=erin, role=Role.STEWARD)
    assert [row.question.asset for row in complaints_to_decide(erin)] == [asset]
    client = as_(erin)
    with django_assert_num_queries(4):  # session, person, count, complaints with all they are about
        client.get("/moderation/")


def test_a_complaint_can_be_declined(cast, asset):
    question = acts.ask(author=cast.charlie, asset=asset, text="Why?")
    decide_complaint(complaint=complain(words=question, person=cast.bob, reason="x"), hide=False, person=cast.alice)
    assert (Question.objects.shown().count(), AbuseReport.objects.get().was_hidden) == (1, False)


def test_only_the_author_rewords(cast, asset):
    question = acts.ask(author=cast.charlie, asset=asset, text="Wy?")
    assert as_(cast.alice).post(f"/questions/{question.pk}/reword/", {"text": "x"}).status_code == 403
    as_(cast.charlie).post(f"/questions/{question.pk}/reword/", {"text": "Why?"})
    assert Question.objects.get().text == "Why?"
