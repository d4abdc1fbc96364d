"""Finding in stages: exact name, beginning of the name, words of the name, other words for it, words anywhere; usage only breaks ties."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from catalog.models import Domain, Person
from catalog.search import statements
from catalog.search.facets import DrillDown, drill_down
from catalog.search.hits import hits
from catalog.search.pages import CAP, Filters, SearchPage
from catalog.search.synonyms import Synonym, synonyms
from catalog.search.vocabulary import corrected
from catalog.search.words import split_words, tsquery, with_synonyms
from catalog.wording import variants

PER_PAGE = 25
FEW = 5  # hits; below that another spelling is offered
SUGGESTIONS = 10
LAST_PAGE = 40  # bounded candidates end there; narrow down instead


@dataclass(frozen=True, slots=True)
class Question:
    """A query made ready: its words, what the glossary says for them, who asks, and the numbers of the page."""

    q: str
    words: tuple[str, ...]
    synonyms: tuple[Synonym, ...]
    filters: Filters
    visible: statements.Visible
    domains: dict[int, str]
    number: int

    def values(self) -> dict[str, Any]:
        """Give every parameter of the statements."""
        runs = [(synonym.start, synonym.length, synonym.others) for synonym in self.synonyms]
        return {
            **statements.values_of(self.filters),
            **self.visible.values,
            "q": self.q.lower(),
            "start": statements.beginning(self.q.lower()),
            "named": tsquery(self.words, "A"),
            "any": tsquery(self.words),
            "otherwise": with_synonyms(self.words, runs, "A"),
            "domains": list(self.domains),
            "limit": PER_PAGE + 1,
            "offset": (self.number - 1) * PER_PAGE,
            "enough": self.number * PER_PAGE + 1,
            "cap": CAP + 1,
        }


def find(q: str, filters: Filters, *, person: Person, page: int = 1) -> SearchPage:
    """Answer a search. An empty `q` browses by use; where nothing is found, the nearest spelling is searched for instead.

    Six queries at most, one more where something is hidden from the person; correcting asks four more.
    """
    question = _question(q, filters, person, page)
    found = _answer(question)
    if not question.words or found.total >= FEW:
        return found
    meant = corrected(list(question.words))
    if meant is None:
        return found
    spelling = " ".join(meant)
    if found.total or page > 1:
        return replace(found, meant=spelling)
    other = replace(question, q=spelling, words=tuple(meant), synonyms=tuple(synonyms(meant, person)))
    better = _answer(other)
    return replace(better, q=q, instead=spelling) if better.total else replace(found, meant=spelling)


def _question(q: str, filters: Filters, person: Person, page: int) -> Question:
    words = split_words(q)
    return Question(
        q=" ".join(q.split()),
        words=tuple(words),
        synonyms=tuple(synonyms(words, person)),
        filters=filters,
        visible=statements.visible(person),
        domains=dict(Domain.objects.visible_to(person).values_list("id", "name")),
        number=min(max(page, 1), LAST_PAGE),
    )


def _answer(question: Question) -> SearchPage:
    filters, q, number = question.filters, question.q, question.number
    asked = question.values()
    rows, known = _rows(question, asked)
    so_far = (number - 1) * PER_PAGE + len(rows[:PER_PAGE]) if rows else 0
    if known is None and number == 1 and len(rows) <= PER_PAGE:
        known = so_far  # all of it; a later page may end where candidates do
    drill, total = _counted(question, asked, known) if rows or number > 1 or filters.chosen() else (_nothing(question), 0)
    total = max(total, so_far)  # an exact name may hold none of its words
    said = [other for synonym in question.synonyms for other in synonym.said]
    return SearchPage(
        q=q,
        words=question.words,
        filters=filters,
        hits=tuple(hits(rows[:PER_PAGE], question.words, said)),
        total=min(total, CAP),
        is_capped=total > CAP,
        kinds=drill.kinds,
        facets=drill.facets,
        meant="",
        instead="",
        number=number,
        previous_href=f"{filters.address(q)}&page={number - 1}" if number > 1 else "",
        marks=tuple(form for word in (*question.words, *said) for form in variants(word)),
        next_href=f"{filters.address(q)}&page={number + 1}" if len(rows) > PER_PAGE and number < LAST_PAGE else "",
    )


def _rows(question: Question, asked: dict[str, Any]) -> tuple[Sequence[tuple[Any, ...]], int | None]:
    """Find a page and one more, and how many there are where that was found on the way."""
    where = f"{question.visible.condition} AND {statements.chosen(question.filters)}"
    if question.words:
        is_narrowed = bool(question.filters.chosen())
        statement = statements.finding(where, is_narrowed=is_narrowed, with_synonyms=bool(question.synonyms))
    else:
        statement = statements.BROWSE.format(where=where)
    rows = statements.run(statement, asked)
    return [row[:-1] for row in rows], rows[0][-1] if rows else None


def _nothing(question: Question) -> DrillDown:
    return drill_down((), question.filters, domains=question.domains, q=question.q)


def _counted(question: Question, asked: dict[str, Any], known: int | None) -> tuple[DrillDown, int]:
    """Count the facets, and what was found unless that is known."""
    otherwise = statements.MATCHES_OTHERWISE if question.synonyms else ""
    matches = statements.MATCHES.format(otherwise=otherwise) if question.words else "TRUE"
    groups = statements.run(statements.GROUPS.format(where=question.visible.condition, matches=matches), asked)
    drill = drill_down(groups, question.filters, domains=question.domains, q=question.q)
    # The sample was cut before the filters were applied: only then are matches counted again.
    if sum(group[-1] for group in groups) <= CAP or not question.filters.chosen():
        return drill, drill.total
    if known is not None:
        return drill, known
    where = f"{question.visible.condition} AND {statements.chosen(question.filters)}"
    return drill, statements.run(statements.COUNT.format(where=where, matches=matches), asked)[0][0]


def suggest(q: str, *, person: Person) -> list[str]:
    """Give names that begin with `q`, the most used first; fewer than two letters suggest nothing."""
    start = q.strip().lower()
    if len(start) < 2:  # noqa: PLR2004  # one letter begins everything
        return []
    domains = list(Domain.objects.visible_to(person).values_list("id", flat=True))
    visible = statements.visible(person)
    asked = {"start": statements.beginning(start), "domains": domains, "limit": SUGGESTIONS}
    return [row[0] for row in statements.run(statements.SUGGEST.format(where=visible.condition), asked | visible.values)]
