from lineage.picture.draw import draw
from lineage.picture.shapes import CARD_WIDTH, Card, Line, Row


def card(key, **fields):
    usual = {
        "name": f"asset {key}",
        "full_name": "",
        "place": "",
        "kind": "table",
        "status": "fresh",
        "status_label": "",
        "href": "",
        "words": "",
    }
    return Card(key=key, **{**usual, **fields})


def test_sources_lie_left_of_what_they_feed():
    a, b = draw([card(1), card(2)], [Line(1, 2)]).cards
    assert a.x + CARD_WIDTH < b.x


def test_a_line_between_columns_ends_at_their_rows():
    cards = [card(1, rows=(Row(11, "id"), Row(12, "amount"))), card(2, rows=(Row(21, "id"),))]
    picture = draw(cards, [Line(1, 2, 12, 21)])
    source, target = picture.cards
    start = picture.lines[0].d.removeprefix("M").split("C")[0].split("H")[0]
    assert start == f"{source.x + CARD_WIDTH:g},{source.y + 72 + 26 + 13:g}"
    assert (source.rows[1].has_right, source.rows[0].has_right, target.rows[0].has_left) == (True, False, True)


def test_cards_keep_their_order_when_another_is_opened():
    before = draw([card(1), card(2), card(3)], [Line(1, 3), Line(2, 3)])
    after = draw([card(1), card(2), card(3), card(4, stage=1)], [Line(1, 3), Line(2, 3), Line(4, 3)])
    order = [one.card.key for one in sorted(before.cards[:2], key=lambda one: one.y)]
    assert [one.card.key for one in sorted(after.cards[:2], key=lambda one: one.y)] == order


def test_the_same_question_gives_the_same_picture():
    cards, lines = [card(number) for number in range(12)], [Line(number, number + 3) for number in range(9)]
    assert draw(cards, lines) == draw(cards, lines)


def test_lines_with_a_tone_lie_on_top():
    picture = draw([card(1), card(2), card(3)], [Line(1, 2, tone="up"), Line(2, 3)])
    assert [one.line.tone for one in picture.lines] == ["", "up"]


def test_long_names_are_cut_where_they_tell_least():
    (drawn,) = draw([card(1, name="warehouse.public.fact_orders_daily")], []).cards
    assert drawn.name.endswith("fact_orders_daily")
    assert len(drawn.name) == 24


def test_types_keep_clear_of_names():
    (drawn,) = draw([card(1, rows=(Row(1, "a_rather_long_column_name", "numeric(38, 10)"),))], []).cards
    row = drawn.rows[0]
    assert len(row.name) * 7.3 + len(row.data_type) * 6.4 <= 212
