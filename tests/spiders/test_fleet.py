"""The fleet: every spider loads and declares completely; incomplete declarations are refused."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

import spiders
from spiders import registry
from spiders.base import DeclarationError, ProvinceSpider, load_spiders
from spiders.crawling import PortalSpider
from tests.spiders.site import Site, crawl

FLEET = load_spiders()
PROVINCES = {name: spider for name, spider in FLEET.items() if issubclass(spider, ProvinceSpider)}


def test_the_fleet_is_the_registry_and_any() -> None:
    assert set(PROVINCES) == set(registry.spider_names())
    assert len(PROVINCES) == 33
    assert set(FLEET) - set(PROVINCES) == {"any"}


@pytest.mark.parametrize("name", sorted(PROVINCES))
def test_province_file_is_a_declaration(name: str) -> None:
    spider = PROVINCES[name]
    source = Path(inspect.getfile(spider)).read_text(encoding="utf-8")
    assert Path(inspect.getfile(spider)).stem == name
    assert len(source.splitlines()) <= 40
    assert "def " not in source
    province = registry.load(registry.FOLDER / f"{name}.toml")
    assert (spider.division, spider.title()) == (province.division, province.name)


@pytest.mark.parametrize("name", sorted(PROVINCES))
def test_hosts_lie_under_the_division_of_their_spider(name: str) -> None:
    # The corps has cities of its own, whose codes are those of the region around them.
    under = ("66", "6590") if name == "bingtuan" else str(PROVINCES[name].division)[:2]
    assert registry.portals(name)
    for portal in registry.portals(name):
        if portal.division:
            assert portal.division.startswith(under), portal.host
        else:
            assert portal.level == "department" and portal.note, f"{portal.host}: a central body's, or whose?"


@pytest.mark.parametrize("name", sorted(FLEET))
def test_no_spider_sets_a_pace_or_settings_of_its_own(name: str) -> None:
    # Stricter than a reason for each: province files and the registry refuse a delay (below; test_registry).
    assert not FLEET[name].custom_settings
    assert getattr(FLEET[name], "download_delay", None) is None
    assert "parse" not in vars(FLEET[name])


@pytest.mark.parametrize("name", sorted(PROVINCES))
def test_oddities_are_about_registered_hosts(name: str) -> None:
    hosts = {portal.host for portal in registry.portals(name)}
    assert set(PROVINCES[name].oddities) <= hosts


@pytest.mark.parametrize("name", sorted(PROVINCES))
def test_every_registered_column_and_home_page_is_asked_for_once(name: str) -> None:
    portals = registry.portals(name)
    crawled = crawl(PROVINCES[name](), Site(pages={}, handlers={}))
    assert len(crawled.requests) == len(set(crawled.asked))
    assert set(crawled.asked) >= {
        column.url for portal in portals for column in portal.columns if column.basis == "seen"
    }
    for request in crawled.requests:
        assert request.callback and request.errback
        assert request.meta["province"] == name and "column_url" in request.meta


def test_level_bounds_the_portals() -> None:
    every = len(list(PROVINCES["anhui"]().entries()))
    some = len(list(PROVINCES["anhui"](level="township").entries()))
    assert 0 < some < every


def declare(**attributes: Any) -> None:
    attributes.setdefault("__doc__", "未列省: a province for tests only.")
    type("TestedSpider", (ProvinceSpider,), attributes)


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({}, "name and division"),
        ({"name": "x"}, "name and division"),
        ({"name": "x", "division": "99"}, "six digits"),
        ({"name": "X-1", "division": "990000"}, "lower-case"),
        ({"name": "x", "division": "990000", "__doc__": " "}, "docstring"),
        ({"name": "x", "division": "990000", "allowed_domains": []}, "allowed_domains"),
        ({"name": "x", "division": "990000", "parse": lambda self: None}, "parse"),
        ({"name": "x", "division": "990000", "download_delay": 0.1}, "download_delay"),
        ({"name": "x", "division": "990000", "custom_settings": {"DOWNLOAD_DELAY": 0.1}}, "custom_settings"),
    ],
)
def test_incomplete_or_unknown_declarations_are_refused(attributes: dict[str, Any], said: str) -> None:
    with pytest.raises(DeclarationError, match=said):
        declare(**attributes)


def test_complete_declaration_is_taken() -> None:
    declare(name="x", division="990000", oddities={"www.a.gov.cn": "slow"})


def test_no_module_of_the_package_writes_its_own_spider_class_by_hand() -> None:
    own = {spider.__module__ for spider in FLEET.values()}
    assert own == {f"{spiders.__name__}.{name}" for name in FLEET}
    assert all(issubclass(spider, PortalSpider) for spider in FLEET.values())
