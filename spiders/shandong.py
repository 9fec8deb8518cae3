"""山东省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class ShandongSpider(ProvinceSpider):
    """山东省：省、市、县三级政府信息公开工作年度报告。"""

    name = "shandong"
    division = "370000"
