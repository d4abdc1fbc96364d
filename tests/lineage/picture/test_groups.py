from lineage.picture.fullmap import Spot, draw_map
from lineage.picture.groups import Member, draw_groups


def test_assets_are_grouped_by_domain_and_distance():
    members = [
        Member(1, "Orders", 0, "fresh"),
        Member(2, "Orders", 1, "fresh"),
        Member(3, "Orders", 1, "failed"),
        Member(4, "No domain", 1, "unknown"),
    ]
    picture = draw_groups(members, [(1, 2), (1, 3), (1, 4), (2, 3)])
    assert [(group.full_name, group.where, group.count) for group in picture.groups] == [
        ("Orders", "in focus", 1),
        ("No domain", "1 step down", 1),
        ("Orders", "1 step down", 2),
    ]
    assert {bundle.count for bundle in picture.bundles} == {1, 2}
    assert picture.inside == 1


def test_a_group_stands_in_the_column_of_its_distance():
    members = [Member(key, domain, level, "fresh") for key, (domain, level) in enumerate([("a", 0), ("a", 1), ("b", 1), ("a", 2)])]
    picture = draw_groups(members, [(0, 1), (0, 2), (1, 2), (2, 3), (3, 0)])
    places = {(group.full_name, group.level): group.x for group in picture.groups}
    assert places["a", 0] < places["a", 1] == places["b", 1] < places["a", 2]


def test_a_bar_shows_every_status_once():
    members = [Member(key, "Orders", 0, status) for key, status in enumerate(["fresh", "failed", "failed", "at_risk"])]
    (group,) = draw_groups(members, []).groups
    assert [(part.tone, part.count) for part in group.parts] == [("good", 1), ("warn", 1), ("bad", 2)]
    assert group.words == "Orders, in focus: 4 assets, 1 delivered, 1 at risk, 2 failed, late or dropped"


def test_the_map_holds_every_asset_and_every_edge():
    found = draw_map([Spot(key, "good") for key in range(50)], [(key, key + 1) for key in range(49)])
    assert len(found.corners) == 50
    assert found.lines.count("M") == 49
    assert found.tones[0][1].count("M") == 50
