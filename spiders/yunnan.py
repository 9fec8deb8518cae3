"""云南省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class YunnanSpider(ProvinceSpider):
    """云南省：省、市、县三级政府信息公开工作年度报告。"""

    name = "yunnan"
    division = "530000"

    oddities: ClassVar[dict[str, str]] = {
        "heqing.gov.cn": "shows a report of 大理市 as well",
        "www.km.gov.cn": "a folder per year shows the report itself",
    }
