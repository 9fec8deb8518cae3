"""安徽省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class AnhuiSpider(ProvinceSpider):
    """安徽省：省、市、县三级政府信息公开工作年度报告。"""

    name = "anhui"
    division = "340000"

    oddities: ClassVar[dict[str, str]] = {
        # One host serves many bodies under organ ids; sister hosts share the ids of their articles.
        "www.ah.gov.cn": "organ columns, type 3 holds the annual reports",
    }
