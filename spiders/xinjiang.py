"""新疆维吾尔自治区：区、市、县三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class XinjiangSpider(ProvinceSpider):
    """新疆维吾尔自治区：区、市、县三级政府信息公开工作年度报告。"""

    name = "xinjiang"
    division = "650000"
