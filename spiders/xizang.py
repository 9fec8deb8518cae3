"""西藏自治区：区、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from typing import ClassVar

from spiders.base import ProvinceSpider


class XizangSpider(ProvinceSpider):
    """西藏自治区：区、市、县三级政府信息公开工作年度报告。"""

    name = "xizang"
    division = "540000"

    oddities: ClassVar[dict[str, str]] = {
        "cms.changdu.gov.cn": "answers on port 8004",
    }
