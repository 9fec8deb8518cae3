"""宁夏回族自治区：区、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class NingxiaSpider(ProvinceSpider):
    """宁夏回族自治区：区、市、县三级政府信息公开工作年度报告。"""

    name = "ningxia"
    division = "640000"

    oddities: ClassVar[dict[str, str]] = {
        "www.yinchuan.gov.cn": "departments and zones publish inside the city portal, one folder each",
    }
