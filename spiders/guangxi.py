"""广西壮族自治区：区、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class GuangxiSpider(ProvinceSpider):
    """广西壮族自治区：区、市、县三级政府信息公开工作年度报告。"""

    name = "guangxi"
    division = "450000"
