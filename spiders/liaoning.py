"""辽宁省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class LiaoningSpider(ProvinceSpider):
    """辽宁省：省、市、县三级政府信息公开工作年度报告。"""

    name = "liaoning"
    division = "210000"

    oddities: ClassVar[dict[str, str]] = {
        "www.shenyang.gov.cn": "reports of the districts and offices beside the own ones",
    }
