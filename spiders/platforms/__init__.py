"""One module per site platform: how it lists, pages and names a report. Detected page by page."""

from __future__ import annotations

from spiders.pages import Page
from spiders.platforms.called import Called
from spiders.platforms.engines import Engines
from spiders.platforms.epoint import Epoint
from spiders.platforms.forms import Forms
from spiders.platforms.generic import Generic
from spiders.platforms.gkmlpt import Gkmlpt
from spiders.platforms.hanweb import Hanweb
from spiders.platforms.longxun import Longxun
from spiders.platforms.protocol import Platform, Walked
from spiders.platforms.rendered import Rendered
from spiders.platforms.trs import Trs
from spiders.platforms.truecms import TrueCms
from spiders.platforms.ucap import Ucap
from spiders.platforms.vsb import Vsb

ADAPTERS: tuple[Platform, ...] = (
    Rendered(),
    Gkmlpt(),
    TrueCms(),
    Hanweb(),
    Longxun(),
    Epoint(),
    Vsb(),
    Engines(),
    Ucap(),
    Forms(),
    Trs(),
    Called(),
    Generic(),
)
"""In the order of certainty of their fingerprints; the last one takes every page."""
_CALLED = Called()


def detect(page: Page) -> tuple[Platform, str]:
    """Return the adapter for a page and the fingerprint that chose it."""
    for adapter in ADAPTERS:
        reason = adapter.recognise(page)
        if reason:
            return adapter, reason
    raise AssertionError("the generic adapter takes every page")


def caller(page: Page, platform: Platform) -> tuple[Platform, str] | None:
    """Return the adapter that calls the service of a page whose own adapter knows no way to its list."""
    if platform.more(page, Walked(0, 1, 0, ())).requests:
        return None
    reason = _CALLED.calls(page)
    return (_CALLED, reason) if reason else None
