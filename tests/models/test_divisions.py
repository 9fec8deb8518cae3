"""The registry keeps identities over renames and new codes, and answers by year."""

from __future__ import annotations

from collections import Counter

import pytest

from models.divisions import STATE, Registry
from models.organs import Organs

REGISTRY = Registry.load()


def test_loading_twice_gives_the_same_object() -> None:
    assert Registry.load() is REGISTRY


def test_counts_of_current_divisions() -> None:
    official = Counter(one.level for one in REGISTRY if one.until is None and one.system in ("gb", "mca"))
    assert (official[1], official[2], official[3], official[4]) == (34, 333, 2845, 38723)


def test_provinces_include_the_corps() -> None:
    names = {province.name for province in REGISTRY.provinces()}
    assert len(names) == 35 and {"河南省", "台湾省", "新疆生产建设兵团"} <= names


@pytest.mark.parametrize(
    ("div_id", "year", "name", "code"),
    [
        ("410381", 2016, "偃师市", "410381"),
        ("410381", 2022, "偃师区", "410307"),
        ("522200", 2010, "铜仁地区", "522200"),
        ("522200", 2013, "铜仁市", "520600"),
        ("500222", 2009, "綦江县", "500222"),
        ("500222", 2015, "綦江区", "500110"),
        ("410724", 2015, "获嘉县", "410724"),
    ],
)
def test_name_and_code_of_a_year(div_id: str, year: int, name: str, code: str) -> None:
    division = REGISTRY.division(div_id)
    assert (division.name_in(year), division.code_in(year)) == (name, code)


def test_reused_code_is_decided_by_year() -> None:
    def holder(year: int | None) -> str:
        found = REGISTRY.by_code("500110", year)
        assert found is not None
        return found.name_in(year)

    assert (holder(2009), holder(2015), holder(None)) == ("万盛区", "綦江区", "綦江区")


def test_code_lookups_of_other_lengths_and_unknown_codes() -> None:
    for code in ("41", "4100", "410000"):
        found = REGISTRY.by_code(code)
        assert found is not None and found.div_id == "410000"
    assert REGISTRY.by_code("999999") is None
    assert REGISTRY.by_code("") is None


def test_ancestors_and_full_name() -> None:
    assert [one.name for one in REGISTRY.ancestors("410724100")] == ["获嘉县", "新乡市", "河南省"]
    assert REGISTRY.full_name("410724100") == "新乡市获嘉县城关镇"
    assert REGISTRY.full_name("310112006") == "上海市闵行区古美路街道"
    province = REGISTRY.province("410724100")
    assert province is not None and province.div_id == "410000"
    assert REGISTRY.ancestors("410000") == () and REGISTRY.province(STATE) is None


def test_ancestors_follow_the_year() -> None:
    assert [one.div_id for one in REGISTRY.ancestors("341421", 2009)] == ["341400", "340000"]
    assert [one.div_id for one in REGISTRY.ancestors("341421", 2020)] == ["340100", "340000"]
    assert {"341400", "340100", "340000"} <= REGISTRY.ever_above("341421")


def test_children_of_a_year_existed_then() -> None:
    counties = {one.name_in(2009) for one in REGISTRY.children("341400", 2009)}
    assert {"居巢区", "庐江县", "无为县", "含山县", "和县"} == counties
    assert "410724100" in {one.div_id for one in REGISTRY.children("410724")}


def test_every_division_hangs_below_a_known_one_of_a_higher_level() -> None:
    for division in REGISTRY:
        if division.level == 0:
            continue
        for version in division.versions:
            parent = REGISTRY.get(version.parent_id)
            assert parent is not None and parent.level < division.level, division


def test_versions_run_from_old_to_new_and_end_with_the_newest() -> None:
    for division in REGISTRY:
        assert (division.versions[-1].name, division.versions[-1].code) == (division.name, division.code)
        starts = [version.since for version in division.versions if version.since is not None]
        assert starts[:-1] == sorted(starts[:-1]), division


def test_corps_cities_belong_to_the_corps_too() -> None:
    assert "660000" in REGISTRY.ever_above("659001") and "650000" in REGISTRY.ever_above("659001")
    assert "第八师" in REGISTRY.short_names("659001")


ORGANS = Organs.load()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("发展和改革委员会", "ndrc"),
        ("国土资源局", "natural_resources"),
        ("卫计委", "health"),
        ("人民政府办公室", "gov_office"),
        ("行政公署", "gov"),
        ("街道办事处", "gov"),
        ("管委会", "zone_committee"),
        ("文体旅游科技局", "culture_tourism"),
        ("教育科学技术局", "education"),
        ("旅游和文化广电局", "culture_tourism"),
        ("人民政府外事办公室", "foreign_affairs"),
        ("农牧水利和科技局", "agriculture_rural"),
    ],
)
def test_organ_names_give_their_kind(text: str, kind: str) -> None:
    match = ORGANS.match(text)
    assert match is not None and match.kind == kind and not match.qualifier


@pytest.mark.parametrize("text", ["", "局", "体局", "绿色", "城关镇人民政府", "委员会", "和局"])
def test_what_is_no_organ_name(text: str) -> None:
    assert ORGANS.match(text) is None


def test_every_kind_mentioned_anywhere_is_defined() -> None:
    mentioned = {name.kind for name in ORGANS.names.values()}
    mentioned |= {one.kind for one in ORGANS.departments.values()}
    mentioned |= {one.kind for one in ORGANS.relations} | {one.other_kind for one in ORGANS.relations}
    mentioned |= {one.kind for one in ORGANS.vertical}
    assert mentioned <= set(ORGANS.kinds)


def test_departments_with_one_identity_have_one_canonical_name() -> None:
    canonical: dict[tuple[str, str], str] = {}
    for department in ORGANS.departments.values():
        key = (department.kind, department.qualifier)
        assert canonical.setdefault(key, department.canonical) == department.canonical
