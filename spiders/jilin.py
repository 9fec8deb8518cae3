"""吉林省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class JilinSpider(ProvinceSpider):
    """吉林省：省、市、县三级政府信息公开工作年度报告。"""

    name = "jilin"
    division = "220000"

    oddities: ClassVar[dict[str, str]] = {
        "zwgk.changchun.gov.cn": "reports of districts, streets and offices beside the city's",
    }
