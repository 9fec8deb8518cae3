"""四川省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class SichuanSpider(ProvinceSpider):
    """四川省：省、市、县三级政府信息公开工作年度报告。"""

    name = "sichuan"
    division = "510000"
