"""甘肃省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class GansuSpider(ProvinceSpider):
    """甘肃省：省、市、县三级政府信息公开工作年度报告。"""

    name = "gansu"
    division = "620000"

    oddities: ClassVar[dict[str, str]] = {
        "www.wushan.gov.cn": "shows a report of a department of the province as well",
    }
