"""Questions and answers about assets, and what of them becomes documentation."""

from django.db import transaction
from django.utils import timezone

from catalog import audit
from catalog.actions.describe import describe_asset, describe_column
from catalog.models import Asset, Column, Person
from feedback.models import Answer, Question


class CannotAsk(Exception):
    """The question or answer can't be taken; the message says why."""


@transaction.atomic
def ask(*, author: Person, asset: Asset, text: str, column_path: str = "") -> Question:
    """Ask about an asset or one of its columns. Raises CannotAsk."""
    if not text.strip():
        raise CannotAsk("Write the question.")
    if column_path and not asset.columns.filter(path=column_path).exists():
        raise CannotAsk(f"{asset} has no column {column_path}.")
    question = Question.objects.create(asset=asset, author=author, text=text.strip(), column_path=column_path)
    audit.record(verb="question.asked", target=asset, after={"question": question.pk})
    return question


@transaction.atomic
def answer(*, author: Person, question: Question, text: str) -> Answer:
    """Answer a question."""
    if not text.strip():
        raise CannotAsk("Write the answer.")
    made = Answer.objects.create(question=question, author=author, text=text.strip())
    audit.record(verb="question.answered", target=question.asset, after={"question": question.pk, "answer": made.pk})
    return made


@transaction.atomic
def reword(*, what: Question | Answer, text: str) -> None:
    """Change one's own words; the old ones stay in the audit log."""
    if not text.strip():
        raise CannotAsk("It can't be empty.")
    asset = what.asset if isinstance(what, Question) else what.question.asset
    noun = "question" if isinstance(what, Question) else "answer"
    audit.record(verb=f"{noun}.reworded", target=asset, before={"text": what.text}, after={"text": text.strip()})
    type(what)._default_manager.filter(pk=what.pk).update(text=text.strip(), edited_at=timezone.now())  # noqa: SLF001 - the same for both


@transaction.atomic
def accept_answer(*, given: Answer, person: Person) -> None:
    """Mark the answer that settles a question; accepting another one moves the mark."""
    question = Question.objects.select_for_update(no_key=True).get(pk=given.question_id)
    Answer.objects.filter(question=question, accepted_at__isnull=False).update(accepted_at=None, accepted_by=None)
    Answer.objects.filter(pk=given.pk).update(accepted_at=timezone.now(), accepted_by=person)
    audit.record(verb="answer.accepted", target=question.asset, after={"question": question.pk, "answer": given.pk})


@transaction.atomic
def promote_answer(*, question: Question) -> str:
    """Write a question's accepted answer into the documentation: of its column, else of the asset. Gives where it went."""
    question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)  # a double click writes it once
    accepted = question.answers.filter(accepted_at__isnull=False, hidden_at=None).first()
    if accepted is None:
        raise CannotAsk("Accept an answer first.")
    if question.promoted_at:
        raise CannotAsk("It is in the documentation already.")
    column = Column.objects.filter(asset=question.asset_id, path=question.column_path).first() if question.column_path else None
    if column is not None:
        describe_column(column=column, description="\n\n".join(filter(None, [column.description, accepted.text])))
    else:
        asset = Asset.objects.get(pk=question.asset_id)
        entry = f"**{question.text}**\n\n{accepted.text}"
        words = "\n\n".join(filter(None, [asset.description, entry]))
        describe_asset(asset=asset, title=asset.title, purpose=asset.purpose, description=words)
    where = "column" if column is not None else "description"
    Question.objects.filter(pk=question.pk).update(promoted_at=timezone.now(), promoted_to=where)
    audit.record(verb="question.promoted", target=question.asset, after={"question": question.pk, "to": where})
    return where
