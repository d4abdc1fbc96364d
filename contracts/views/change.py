"""Can I change this? The question's page for one asset, for a contract, and the answer as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from catalog.models import Asset, Column, Person
from catalog.queries import asset_frame
from catalog.views.access import person_of
from catalog.views.tables import csv_rows
from contracts.compatibility.changes import Change, Code
from contracts.compatibility.judging import Answer
from contracts.queries.change import CanIChange, Row, can_i_change_all
from contracts.queries.change_asked import Asked, Form, asset_called, questions, read_columns
from contracts.queries.change_offers import UnreadableProposal
from contracts.queries.change_slack import slack_of
from contracts.queries.contract_pages import Said
from contracts.views.change_address import pack, unpack
from lineage.views.visitor import query_with

# A form with a row of controls for each column stays usable to about here; wider tables are pasted.
MOST_EDITED = 120
NEW_ROWS = 2
CSV_HEAD = ("asset", "consumer", "kind", "verdict", "known from", "effect", "column", "why", "ask")
SHOWN = 200
WAYS = (
    ("edit", "Edit columns"),
    ("schema", "Paste columns"),
    ("sql", "SQL"),
    ("contract", "Contract"),
    ("observed", "As observed now"),
)
_SIGNS = {Code.COLUMN_REMOVED: ("-", "removed"), Code.COLUMN_ADDED: ("+", "added"), Code.ASSET_REMOVED: ("-", "removed"),
          Code.SERVICE_REMOVED: ("-", "removed"), Code.SERVICE_ADDED: ("+", "added"), Code.QUALITY_REMOVED: ("-", "removed"),
          Code.QUALITY_ADDED: ("+", "added")}  # fmt: skip
_WORDS = {Answer.YES: ("kept", "Safe"), Answer.NO: ("broken", "Breaks"), Answer.UNKNOWN: ("unknown", "Unknown")}
_DIRECTIONS = {
    "tightens": "promises more",
    "loosens": "promises less",
    "both": "promises something else",
    "undetermined": "can't be compared",
    "none": "",
}


@dataclass(frozen=True, slots=True)
class Editable:
    """A column in the form: as it is, and as it is to be."""

    number: int
    name: str
    type: str
    new_name: str
    new_type: str
    is_dropped: bool
    required: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the answer with the word and label of its status."""

    row: Row
    word: str
    label: str


def asset_change(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Ask about one asset: columns edited or pasted, SQL, a contract, or the schema observed now."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    asked = _posted(request, frame.asset) if request.method == "POST" else unpack(request.GET.get("p", ""))
    if request.method == "POST" and asked and (word := pack(asked)):
        return redirect(f"{request.path}?{urlencode({'p': word})}#answer")
    way = request.GET.get("way", "") or ("edit" if asked is None or asked.form is Form.SCHEMA else asked.form.value)
    page = {
        "frame": frame,
        "tab": "asset-promises",
        "ways": WAYS,
        "way": way if way in dict(WAYS) else "edit",
        "asked": asked,
        "address": request.path,
    }
    page |= _answer(request, frame.asset, asked, person)
    columns = _editable(frame.asset, asked) if page["way"] == "edit" else []
    page |= {"columns": columns, "blank": [len(columns) + number for number in range(NEW_ROWS)] if columns else []}
    page["slack"] = slack_of(frame.asset, person) if asked is None else None
    page["csv"] = reverse("asset-change-csv", args=[asset_id])
    page["may_propose"] = frame.may_edit and asked is not None and asked.form is Form.CONTRACT and "found" in page
    return render(request, "contracts/asset_change.html", page, status=422 if page.get("problem") else 200)


def asset_change_csv(request: HttpRequest, asset_id: int) -> StreamingHttpResponse:
    """Give the answer's rows for a spreadsheet."""
    person = person_of(request)
    frame = asset_frame(asset_id, person)
    page = _answer(request, frame.asset, unpack(request.GET.get("p", "")), person)
    return csv_rows(f"can-i-change-{asset_id}.csv", CSV_HEAD, _cells(page.get("rows", [])))


def change_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give the answer about a contract's assets for a spreadsheet."""
    page = _answer(request, None, unpack(request.GET.get("p", "")), person_of(request))
    return csv_rows("can-i-change.csv", CSV_HEAD, _cells(page.get("rows", [])))


def change(request: HttpRequest) -> HttpResponse:
    """Ask about a contract by its id, or find the asset to ask about."""
    person = person_of(request)
    asked = unpack(request.GET.get("p", ""))
    page: dict[str, Any] = {
        "asked": asked,
        "address": request.path,
        "name": request.POST.get("asset", "").strip(),
        "csv": reverse("can-i-change-csv"),
    }
    if request.method == "POST":
        asked = page["asked"] = Asked(Form.CONTRACT, request.POST.get("text", ""))
        if page["name"]:
            return _sent_on(request, page, asked, person)
        if word := pack(asked):
            return redirect(f"{request.path}?{urlencode({'p': word})}#answer")
    page |= _answer(request, None, asked, person)
    return render(request, "contracts/change.html", page, status=422 if page.get("problem") else 200)


def _sent_on(request: HttpRequest, page: dict[str, Any], asked: Asked, person: Person) -> HttpResponse:
    asset = asset_called(page["name"], person)
    if asset is None:
        page["problem"] = f"No asset is called {page['name'][:200]}, or several are. Give its whole name, or namespace/name."
        return render(request, "contracts/change.html", page, status=422)
    word = pack(asked) if asked.text.strip() else ""
    return redirect(f"{reverse('asset-change', args=[asset.pk])}{'?' + urlencode({'p': word}) if word else ''}")


def _answer(request: HttpRequest, asset: Asset | None, asked: Asked | None, person: Person) -> dict[str, Any]:
    if asked is None:
        return {}
    try:
        found = can_i_change_all(questions(asset, asked, person), person)
    except UnreadableProposal as problem:
        return {"problem": str(problem)}
    rows = _filtered(found, request.GET.get("show", ""), request.GET.get("q", "").strip().casefold())
    turns = [
        (answer.value, *_WORDS[answer], found.counts[answer.value], query_with(request, show=answer.value))
        for answer in (Answer.NO, Answer.UNKNOWN, Answer.YES)
    ]
    return {
        "found": found, "rows": rows, "shown": [Shown(row, *_WORDS[row.answer]) for row in rows[:SHOWN]], "hidden_rows": max(0, len(rows) - SHOWN),
        "changes": [_said(one) for one in found.changes], "verdict": _WORDS[found.answer], "turns": turns, "all": query_with(request, show="", q=""),
        "words": request.GET.get("q", ""), "show": request.GET.get("show", ""), "query": query_with(request), "p": request.GET.get("p", ""),
    }  # fmt: skip


def _filtered(found: CanIChange, show: str, words: str) -> list[Row]:
    rows = [row for row in found.rows if not show or row.answer.value == show]
    return [row for row in rows if not words or words in _text(row)]


def _text(row: Row) -> str:
    party = row.relying.party
    return " ".join(
        [party.name, party.kind, party.ask, party.environment, row.asset.name, *(f"{r.column} {r.words}" for r in row.reasons)]
    ).casefold()


def _said(one: Change) -> Said:
    sign, kind = _SIGNS.get(one.code, ("~", "changed"))
    aside = _DIRECTIONS[one.direction.value]
    return Said(sign, kind, "", f"{one.words}{f' ({aside})' if aside else ''}")


def _posted(request: HttpRequest, asset: Asset) -> Asked:
    way = request.POST.get("way", "")
    if way == "edit":
        return Asked(Form.SCHEMA, _edited(request, asset))
    text = request.POST.get("text", "").replace("\r\n", "\n")
    return Asked(Form(way) if way in list(Form) else Form.SCHEMA, text, request.POST.get("dialect", "")[:40])


def _edited(request: HttpRequest, asset: Asset) -> str:
    """Write the edited columns down as lines, which is what the address then holds."""
    count = Column.objects.filter(asset=asset, is_current=True).count()
    lines = []
    for number in range(count + NEW_ROWS):
        name, kind = (request.POST.get(f"{part}-{number}", "").strip() for part in ("name", "type"))
        if name and f"drop-{number}" not in request.POST:
            rule = {"yes": " not null", "no": " null"}.get(request.POST.get(f"required-{number}", ""), "")
            quoted = name if name.isidentifier() else f'"{name.replace(chr(34), "")}"'
            lines.append(f"{quoted} {kind}{rule}".strip())
    return "\n".join(lines)


def _editable(asset: Asset, asked: Asked | None) -> list[Editable]:
    """List the columns as they are, with what is proposed in the fields."""
    current = list(
        Column.objects.filter(asset=asset, is_current=True).order_by("ordinal", "pk").values_list("path", "data_type")[: MOST_EDITED + 1]
    )
    if len(current) > MOST_EDITED:
        return []
    wanted: dict[str, Any] = {}
    if asked and asked.form is Form.SCHEMA:
        try:
            wanted = {str(column["name"]): column for column in read_columns(asked.text)}
        except UnreadableProposal:
            asked = None
    else:
        asked = None
    rows = []
    for number, (name, kind) in enumerate(current):
        new = wanted.get(name)
        required = {True: "yes", False: "no"}.get(new["required"], "") if new else ""
        rows.append(Editable(number, name, kind, name, str(new["type"]) if new else kind, bool(asked) and new is None, required))
    return rows


def _cells(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        party = row.relying.party
        for reason in row.reasons or (None,):
            said = (reason.effect.value, reason.column, reason.words) if reason else ("", "", "")
            yield (row.asset.name, party.name, party.kind, row.answer.value, row.relying.consumer.evidence.value, *said, party.ask)
