"""The guard: which names and which addresses may be fetched, at the request and at the connection."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.guard import Guard, HostRules
from crawler.resolver import GuardedResolver

GUARD = Guard(HostRules.load())
LOOPBACK_GUARD = Guard(HostRules.load(), allow_loopback=True)

PRIVATE = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "0.0.0.0/8",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "192.0.0.0/24",
    "198.18.0.0/15",
    "192.88.99.0/24",
]

DOCUMENTS = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"]


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gov.cn/",
        "http://www.henan.gov.cn/a/b.html?x=1",
        "https://gov.cn/",
        "http://xx.gov.cn:8080/",
        "https://WWW.GY.GOV.CN./zwgk/",
        "http://zfxxgk.nea.gov.cn:81/",
    ],
)
def test_hosts_of_governments_pass(url: str) -> None:
    assert GUARD.refuse_url(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://www.gov.cn/",
        "file:///etc/passwd",
        "data:text/html,x",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "https://example.com/",
        "https://gov.cn.example.com/",
        "https://evilgov.cn/",
        "https://www.gov.cn@example.com/",
        "https://user@www.gov.cn/",
        "https://user:secret@www.gov.cn/",
        "https://example.com\\@www.gov.cn/",
        "https://www.gov.cn:22/",
        "https://www.gov.cn:6379/",
        "https://www.gov.cn:99999/",
        "https://www.gov.cn:x/",
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://8.8.8.8/",
        "https://www.gov.cn\n.example.com/",
        "https://a..gov.cn/",
        "https://-a.gov.cn/",
        "not an address",
        "//www.gov.cn/",
        "https://" + "a." * 130 + "gov.cn/",
    ],
)
def test_everything_else_is_refused_with_a_reason(url: str) -> None:
    assert GUARD.refuse_url(url)


def test_loopback_only_by_the_setting_for_tests() -> None:
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert GUARD.refuse_url(f"http://{host}:12345/")
        assert LOOPBACK_GUARD.refuse_url(f"http://{host}:12345/") is None
    assert LOOPBACK_GUARD.refuse_url("http://192.168.1.1/")
    assert LOOPBACK_GUARD.refuse_address("127.0.0.1") is None
    assert LOOPBACK_GUARD.refuse_address("10.0.0.1")


@pytest.mark.parametrize("network", PRIVATE)
@given(data=st.data())
def test_no_inner_address_passes_in_any_spelling(network: str, data: Any) -> None:
    net = ipaddress.ip_network(network)
    number = data.draw(st.integers(int(net.network_address), int(net.broadcast_address)))
    address = ipaddress.IPv4Address(number)
    assert GUARD.refuse_address(str(address))
    assert GUARD.refuse_address(f"::ffff:{address}")
    assert GUARD.refuse_address(str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))))
    assert GUARD.refuse_address(str(ipaddress.IPv6Address((0x64FF9B << 96) | number)))
    for host in (str(address), str(number), hex(number), f"0{number:o}"):
        assert GUARD.refuse_url(f"http://{host}/")


@given(st.integers(0, 2**32 - 1))
def test_public_addresses_pass_and_no_others(number: int) -> None:
    address = ipaddress.IPv4Address(number)
    passes = GUARD.refuse_address(str(address)) is None
    closed = any(address in ipaddress.ip_network(net) for net in [*PRIVATE, *DOCUMENTS, "168.63.129.16/32"])
    assert passes is not closed


@pytest.mark.parametrize(
    "address",
    ["::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001::1", "::7f00:1"],
)
def test_inner_addresses_of_ipv6_are_refused(address: str) -> None:
    assert GUARD.refuse_address(address)


def test_public_address_of_ipv6_passes() -> None:
    assert GUARD.refuse_address("2408:8000::1") is None


class Names:
    """A name server with fixed answers, as Twisted's resolver interface wants it."""

    def __init__(self, answers: dict[str, list[str]]) -> None:
        self.answers = answers

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *_: Any) -> Any:
        receiver.resolutionBegan(self)
        for address in self.answers.get(name, []):
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()
        return self


class Receiver:
    """Collects what a connection would be made to."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution: Any) -> None:
        assert resolution is not None

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:
        self.complete = True


def resolve(name: str, answers: list[str], guard: Guard = GUARD) -> tuple[list[str], dict[str, str]]:
    refusals: dict[str, str] = {}
    receiver: Any = Receiver()
    GuardedResolver(Names({name: answers}), guard, refusals).resolveHostName(receiver, name, 443)
    assert receiver.complete
    return receiver.addresses, refusals


def test_public_answers_are_passed_on() -> None:
    assert resolve("www.gy.gov.cn", ["111.111.1.1", "2408:8000::1"]) == (["111.111.1.1", "2408:8000::1"], {})


@pytest.mark.parametrize("answers", [["10.1.2.3"], ["111.111.1.1", "127.0.0.1"], ["::ffff:192.168.0.1"]])
def test_one_inner_address_refuses_the_whole_answer(answers: list[str]) -> None:
    addresses, refusals = resolve("www.gy.gov.cn", answers)
    assert addresses == []
    assert "is not a public address" in refusals["www.gy.gov.cn"]


def test_a_name_without_address_is_not_a_refusal() -> None:
    assert resolve("nowhere.gov.cn", []) == ([], {})


def test_the_configured_proxy_may_be_anywhere() -> None:
    guard = Guard(HostRules.load(), proxy_hosts=frozenset({"proxy.inside"}))
    assert resolve("proxy.inside", ["10.0.0.5"], guard) == (["10.0.0.5"], {})
    assert resolve("www.gy.gov.cn", ["10.0.0.5"], guard)[0] == []
