"""山西省：省、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class ShanxiSpider(ProvinceSpider):
    """山西省：省、市、县三级政府信息公开工作年度报告。"""

    name = "shanxi"
    division = "140000"
