"""What must hold of any types and offers: an order is an order, and a change undone is the opposite change."""

from hypothesis import given, settings
from hypothesis import strategies as some

from contracts.compatibility.comparing import compare, direction
from contracts.compatibility.consumers import Consumer, Coverage, Evidence
from contracts.compatibility.directions import Direction
from contracts.compatibility.judging import Answer, judge
from contracts.compatibility.lattice import DataType, Family, Relation, fits, relation
from contracts.compatibility.promises import Field, Offer
from contracts.compatibility.reading import service_terms
from contracts.compatibility.schedules import moved, times
from contracts.compatibility.types import parse_type

plain = some.one_of(
    some.builds(DataType, some.just(Family.INTEGER), some.sampled_from([None, 8, 16, 32, 64]), is_unsigned=some.booleans()),
    some.builds(DataType, some.just(Family.DECIMAL), some.one_of(some.none(), some.integers(1, 38)), some.integers(-3, 20)),
    some.builds(DataType, some.just(Family.FLOAT), some.sampled_from([16, 32, 64])),
    some.builds(DataType, some.just(Family.TEXT), some.one_of(some.none(), some.integers(1, 9)), is_padded=some.booleans()),
    some.builds(DataType, some.sampled_from([Family.NUMBER, Family.DATE, Family.BOOLEAN, Family.JSON])),
    some.builds(DataType, some.sampled_from([Family.TIMESTAMP, Family.TIMESTAMP_TZ, Family.TIME]), some.integers(0, 9)),
)
nested = some.one_of(
    plain.map(lambda kind: DataType(Family.ARRAY, parts=(("", kind),))),
    some.dictionaries(some.sampled_from("abc"), plain, min_size=1).map(
        lambda members: DataType(Family.STRUCT, parts=tuple(members.items()))
    ),
)
types = plain | nested
written = some.sampled_from(
    ["int", "bigint", "decimal(10,2)", "decimal(12,2)", "varchar(9)", "text", "date", "timestamp", "timestamptz", "geography", ""]
)
fields = some.builds(
    Field,
    some.sampled_from("abcd"),
    physical_type=written,
    required=some.booleans(),
    unique=some.booleans(),
    values=some.one_of(some.none(), some.frozensets(some.sampled_from("xyz"))),
)
levels = some.one_of(
    some.tuples(some.sampled_from(["latency", "retention", "frequency"]), some.integers(1, 5), some.sampled_from(["h", "d"])),
    some.tuples(some.just("timeOfAvailability"), some.sampled_from(["08:00", "09:30", "soon"]), some.just("")),
).map(lambda said: next(iter(service_terms({"property": said[0], "value": said[1], "unit": said[2]}))))
offers = some.builds(
    Offer,
    some.lists(fields, max_size=4, unique_by=lambda field: field.path).map(tuple),
    some.lists(levels, max_size=3, unique_by=lambda term: term.key).map(tuple),
    some.sampled_from(["active", "deprecated", "retired"]),
)


@given(types)
def test_every_type_fits_itself(kind):
    assert fits(kind, kind) and relation(kind, kind) is Relation.SAME


@given(types, types, types)
def test_fitting_is_transitive(small, middle, large):
    if fits(small, middle) and fits(middle, large):
        assert fits(small, large)


@given(types, types)
def test_wider_one_way_is_narrower_the_other(one, other):
    opposite = {Relation.WIDER: Relation.NARROWER, Relation.NARROWER: Relation.WIDER}
    there = relation(one, other)
    assert relation(other, one) is opposite.get(there, there)


@given(offers)
def test_an_offer_differs_in_nothing_from_itself(offer):
    assert compare(offer, offer) == ()


@given(offers, offers)
@settings(max_examples=200)
def test_a_change_undone_goes_the_opposite_way(before, after):
    assert direction(after, before) is direction(before, after).back


@given(offers, offers)
@settings(max_examples=200)
def test_what_only_tightens_breaks_no_reader(before, after):
    if direction(before, after) in (Direction.TIGHTENS, Direction.NONE):
        assert judge(compare(before, after), Consumer("all", Evidence.DECLARED, Coverage.WHOLE)).answer is Answer.YES


@given(offers, offers)
@settings(max_examples=200)
def test_an_unknown_reader_is_never_fine_with_less(before, after):
    if direction(before, after) in (Direction.LOOSENS, Direction.BOTH) and any(c.is_of_column for c in compare(before, after)):
        reader = Consumer("somebody", Evidence.REPORTED, Coverage.UNKNOWN)
        loose = [c for c in compare(before, after) if c.is_of_column and c.direction in (Direction.LOOSENS, Direction.BOTH)]
        assert judge(loose, reader).answer is (Answer.UNKNOWN if loose else Answer.YES)


crons = some.tuples(
    *(some.sampled_from(part) for part in (["0", "*/15", "30"], ["6", "8", "6,18", "*"], ["*", "1"], ["*", "1-6"], ["*", "1-5", "mon"]))
).map(" ".join)


@given(crons, crons)
def test_schedules_move_opposite_ways_when_swapped(before, after):
    assert times(before) is not None
    assert moved(after, before) is moved(before, after).back
    assert moved(before, before) is Direction.NONE


@given(some.text(max_size=60) | some.lists(some.sampled_from(["int", "array", "decimal", "<", ">", "(", ")", "10", ",", " "])).map("".join))
def test_any_text_is_a_type_that_fits_itself_or_none(text):
    kind = parse_type(text)
    assert kind is None or fits(kind, kind)
