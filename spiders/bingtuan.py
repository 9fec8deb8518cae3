"""新疆生产建设兵团：兵团、师、市三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class BingtuanSpider(ProvinceSpider):
    """新疆生产建设兵团：兵团、师、市三级政府信息公开工作年度报告。"""

    name = "bingtuan"
    division = "660000"

    oddities: ClassVar[dict[str, str]] = {
        "www.wjq.gov.cn": "a tab of the disclosure page; code of the autonomous region",
    }
