"""上海市：市、区、乡镇街道三级政府信息公开工作年度报告。"""

from __future__ import annotations

from spiders.base import ProvinceSpider


class ShanghaiSpider(ProvinceSpider):
    """上海市：市、区、乡镇街道三级政府信息公开工作年度报告。"""

    name = "shanghai"
    division = "310000"
