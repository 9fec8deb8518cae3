"""Name resolution that refuses private addresses at the moment a connection is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface.declarations import implementer

from crawler.guard import Guard


@implementer(IHostnameResolver)  # type: ignore[no-untyped-call]
class GuardedResolver:
    """Asks the reactor's resolver and passes an answer on only if every address in it is public.

    One private address among public ones refuses the whole answer: a name that points inside as well
    as outside is either broken or hostile. A refused name resolves to nothing; why is in `refusals`.
    """

    def __init__(self, inner: Any, guard: Guard, refusals: dict[str, str]) -> None:
        self._inner = inner
        self._guard = guard
        self._refusals = refusals

    @classmethod
    def from_crawler(cls, process: Any, reactor: Any) -> GuardedResolver:
        """Scrapy hands over its process; ours carries the services of the crawl."""
        resolver = cls(reactor.nameResolver, process.services.guard, process.services.refusals)
        resolver._reactor = reactor
        return resolver

    _reactor: Any = None

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's own resolver."""
        self._reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Resolve `hostName`; see `twisted.internet.interfaces.IHostnameResolver`."""
        receiver: Any = resolutionReceiver
        if hostName.lower() not in self._guard.proxy_hosts:
            receiver = _CheckingReceiver(resolutionReceiver, hostName, self._guard, self._refusals)
        resolution: IHostResolution = self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)  # type: ignore[no-untyped-call]
class _CheckingReceiver:
    def __init__(self, outer: Any, name: str, guard: Guard, refusals: dict[str, str]) -> None:
        self._outer = outer
        self._name = name
        self._guard = guard
        self._refusals = refusals
        self._addresses: list[Any] = []

    def resolutionBegan(self, resolution: IHostResolution) -> None:
        self._outer.resolutionBegan(resolution)

    def addressResolved(self, address: IAddress) -> None:
        self._addresses.append(address)

    def resolutionComplete(self) -> None:
        reasons = [self._guard.refuse_address(str(address.host)) for address in self._addresses]
        refused = next((reason for reason in reasons if reason), None)
        if refused is None:
            self._refusals.pop(self._name.lower(), None)
            for address in self._addresses:
                self._outer.addressResolved(address)
        else:
            self._refusals[self._name.lower()] = refused
        self._outer.resolutionComplete()
