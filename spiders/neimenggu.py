"""内蒙古自治区：区、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class NeimengguSpider(ProvinceSpider):
    """内蒙古自治区：区、市、县三级政府信息公开工作年度报告。"""

    name = "neimenggu"
    division = "150000"
