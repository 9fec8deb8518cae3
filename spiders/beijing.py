"""北京市：市、区、乡镇街道三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class BeijingSpider(ProvinceSpider):
    """北京市：市、区、乡镇街道三级政府信息公开工作年度报告。"""

    name = "beijing"
    division = "110000"

    oddities: ClassVar[dict[str, str]] = {
        "www.beijing.gov.cn": "old reports of districts too, all of it repeated behind a big5 gate",
        "www.bjchy.gov.cn": "http only, GBK",
    }
