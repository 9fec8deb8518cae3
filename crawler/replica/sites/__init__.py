"""One module per make of site: how such a site lists, pages, names and shows what it holds."""

from __future__ import annotations

from crawler.replica.model import SitePlan
from crawler.replica.sites.asked import AskedPortal
from crawler.replica.sites.common import Portal
from crawler.replica.sites.engines import EnginesPortal
from crawler.replica.sites.epoint import EpointPortal
from crawler.replica.sites.gkmlpt import GkmlptPortal
from crawler.replica.sites.hanweb import HanwebPortal
from crawler.replica.sites.jpaas import JpaasPortal
from crawler.replica.sites.longxun import LongxunPortal
from crawler.replica.sites.nfcms import NfcmsPortal
from crawler.replica.sites.openness import OpennessPortal
from crawler.replica.sites.patterned import PatternedPortal
from crawler.replica.sites.phpcms import PhpcmsPortal
from crawler.replica.sites.script import ScriptPortal
from crawler.replica.sites.trs import TrsPortal
from crawler.replica.sites.truecms import TrueCmsPortal
from crawler.replica.sites.ucap import UcapPortal
from crawler.replica.sites.unknown import UnknownPortal
from crawler.replica.sites.viewer import ViewerPortal
from crawler.replica.sites.vsb import VsbPortal

MAKES: dict[str, type[Portal]] = {
    "asked": AskedPortal,
    "trs": TrsPortal,
    "hanweb": HanwebPortal,
    "gkmlpt": GkmlptPortal,
    "longxun": LongxunPortal,
    "script": ScriptPortal,
    "ucap": UcapPortal,
    "epoint": EpointPortal,
    "truecms": TrueCmsPortal,
    "jpaas": JpaasPortal,
    "phpcms": PhpcmsPortal,
    "nfcms": NfcmsPortal,
    "openness": OpennessPortal,
    "engines": EnginesPortal,
    "unknown": UnknownPortal,
    "viewer": ViewerPortal,
    "vsb": VsbPortal,
}


def build_portal(plan: SitePlan, generated: str) -> Portal:
    """The portal of a plan; `generated` is the day its lists were made. A make of no class is templates."""
    return MAKES.get(plan.make, PatternedPortal)(plan, generated)
